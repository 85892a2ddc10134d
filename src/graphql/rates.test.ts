import { describe, expect, it } from '@jest/globals';
import { networkOf } from './rates.ts';

describe('an address is counted as', () => {
  it.each([
    ['itself', '203.0.113.7', '203.0.113.7'],
    ['itself, written as the other kind', '::ffff:203.0.113.7', '::ffff:203.0.113.7'],
    ['its network', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['its network, however short it is written', '2001:db8:1:2::6', '2001:db8:1:2::/64'],
    ['its network, where that ends in zeros', '2001:db8::6', '2001:db8:0:0::/64'],
    ['that of this machine', '::1', '0:0:0:0::/64'],
  ])('%s', (_what, address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
