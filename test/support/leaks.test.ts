import { describe, expect, it } from '@jest/globals';
import { LeakSearch } from './leaks.ts';

const NAME = '欧阳小五';
const PHONE = '13812345678';
const PASSWORD = 'correct horse battery staple';

describe('the search for personal values in what was said', () => {
  const search = new LeakSearch();
  search.add({ kind: 'name', value: NAME });
  search.add({ kind: 'phone', value: `+86 ${PHONE}` });
  search.add({ kind: 'password', value: PASSWORD });

  it.each([
    ['a name', `caller ${NAME} said`, 'name'],
    ['a name as JSON escapes it', `"callerName":"${'\\u6b27\\u9633\\u5c0f\\u4e94'}"`, 'name'],
    ['a name in an address', `/graphql?name=${encodeURIComponent(NAME)}`, 'name'],
    ['a name as bytes', `\\x${Buffer.from(NAME).toString('hex')}`, 'name'],
    ['a name in base64, one byte in', Buffer.from(`x${NAME}yz`).toString('base64'), 'name'],
    ['a name in base64, two bytes in', Buffer.from(`xy${NAME}yz`).toString('base64'), 'name'],
    ['a number in another spelling', `Key (phone)=(${PHONE}) already exists.`, 'phone'],
    ['a number in groups', 'call 138 1234 5678 back', 'phone'],
    ['a password', `{"password":"${PASSWORD}"}`, 'password'],
  ])('finds %s, and does not say it again', (_, said, kind) => {
    const leaks = search.in(said);
    expect(leaks.map((leak) => leak.kind)).toContain(kind);
  });

  it('says neither what it found nor what stands beside it', () => {
    const said = JSON.stringify({ callerName: NAME, callerPhone: PHONE, password: PASSWORD, note: '李四' });
    const report = JSON.stringify(search.in(said));
    expect(search.in(said).map(({ kind }) => kind)).toEqual(['name', 'phone', 'password']);
    for (const value of [NAME, PHONE, PASSWORD, '李四']) expect(report).not.toContain(value);
  });

  it('finds nothing in what is masked, and nothing in ordinary words', () => {
    expect(search.in('王* 欧*** 138****5678 correct horse 13812345679 password')).toEqual([]);
  });

  it('does not look for what cannot be told from ordinary words', () => {
    const vague = new LeakSearch();
    for (const value of ['', 'x', 'null', '王', '12333']) vague.add({ kind: 'name', value });
    vague.add({ kind: 'password', value: 'wrong' });
    vague.add({ kind: 'phone', value: '12333' });
    expect(vague.values).toBe(0);
  });
});
