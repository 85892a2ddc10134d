import { describe, expect, it } from '@jest/globals';
import { LeakSearch } from './leaks.ts';

const NAME = '欧阳小五';
const NAMES = ['Tashi Dolma', 'Aygül Memet', 'ئايگۈل مەمەت', 'བཀྲ་ཤིས་སྒྲོལ་མ', '김나은아'];
const PHONE = '13812345678';
const PASSWORD = 'correct horse battery staple';

describe('the search for personal values in what was said', () => {
  const search = new LeakSearch();
  search.add({ kind: 'name', value: NAME });
  search.add({ kind: 'phone', value: `+86 ${PHONE}` });
  search.add({ kind: 'password', value: PASSWORD });
  for (const value of NAMES) search.add({ kind: 'name', value });

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

  it.each(NAMES)('finds a name of another script as it is, and as programs write it: %s', (name) => {
    const escaped = name.replace(
      /[^ -~]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    for (const said of [name, encodeURIComponent(name), Buffer.from(name).toString('hex'), escaped]) {
      expect(search.in(`caller ${said} said`).map(({ kind }) => kind)).toContain('name');
    }
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
    const words = [
      'Cannot query field',
      'drop table',
      'MANAGER',
      'Ann',
      'undefined undefined',
      '<b>Some Body</b>',
    ];
    for (const value of ['', 'x', 'null', '王', '12333', ...words]) vague.add({ kind: 'name', value });
    vague.add({ kind: 'password', value: 'wrong' });
    vague.add({ kind: 'phone', value: '12333' });
    expect(vague.values).toBe(0);
  });
});
