import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { type Locale, localeOf, type MessageKey, translate } from './messages.ts';

describe('the language of an answer', () => {
  it.each<[string | undefined, Locale]>([
    [undefined, 'zh-CN'],
    ['', 'zh-CN'],
    ['zh-CN', 'zh-CN'],
    ['zh', 'zh-CN'],
    ['zh-Hant-HK', 'zh-CN'],
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN'],
    ['fr', 'zh-CN'],
    ['fr-CA, de;q=0.9', 'zh-CN'],
    ['*', 'zh-CN'],
    ['en', 'en'],
    ['EN-us', 'en'],
    ['en-GB,en;q=0.9', 'en'],
    ['en,zh;q=0.9', 'en'],
    ['zh;q=0.8, en;q=0.9', 'en'],
    ['zh;q=0.8,en', 'en'],
    ['fr, en;q=0.3', 'en'],
    ['en;q=0.5,zh;q=0.5', 'zh-CN'],
    ['en;q=0', 'zh-CN'],
    ['en;q=0.000, zh;q=0.001', 'zh-CN'],
    ['zh;q=0, en;q=0.1', 'en'],
    ['en; q=0.9, zh; q=0.5', 'en'],
    // RFC 9110, section 12.4.2: white space may stand on both sides of the semicolon.
    ['zh ;q=0.5, en ;q=0.9', 'en'],
    ['en;q=nonsense, zh;q=0.9', 'en'],
    ['english', 'zh-CN'],
    [',,;;=', 'zh-CN'],
  ])('asked for by %j is %s', (header, locale) => {
    expect(localeOf(header)).toBe(locale);
  });
});

describe('every message', () => {
  const chinese = /\p{Script=Han}/u;
  const placeholder = /[{}$%<>]|\\u|TODO|FIXME|xxx|undefined|null|NaN/i;

  it('is a sentence in Chinese and in English, without anything left to fill in', async () => {
    const source = await readFile(new URL('messages.ts', import.meta.url), 'utf8');
    const keys = [...source.matchAll(/^ {2}([A-Z][A-Z_]+): \[/gm)].map(([, key]) => key as MessageKey);
    expect(keys).toEqual(expect.arrayContaining(['UNAUTHENTICATED', 'STALE_VERSION', 'OTHER_PROVINCE']));

    const amiss = keys.filter((key) => {
      const [zh, en] = [translate(key, 'zh-CN'), translate(key, 'en')];
      const isChinese = chinese.test(zh) && zh.endsWith('。');
      const isEnglish = /^[A-Z][\x20-\x7e’–]+\.$/.test(en);
      return !isChinese || !isEnglish || placeholder.test(zh + en);
    });
    expect(amiss).toEqual([]);
  });
});
