import { describe, expect, it } from '@jest/globals';
import { folded, fragmentsOf } from './fragments.ts';

describe('a text that is searched', () => {
  it.each([
    [' ＴＣＬ 通讯 ', 'TCL通讯'],
    ['tcl通讯', 'TCL通讯'],
    ['（集团）', '(集团)'],
    ['𠮷野\u200b家', '𠮷野家'],
    ['恒\n泰', '恒泰'],
    ['　', ''],
  ])('%j is looked for as %j', (text, spelt) => {
    expect(folded(text)).toBe(spelt);
  });

  it.each([
    ['制衣', 2, ['制衣']],
    ['制衣厂', 2, ['制衣', '衣厂']],
    ['电子科技', 2, ['电子', '子科', '科技']],
    ['电子科技厂', 2, ['电子', '科技', '技厂']],
    ['𠮷野家', 2, ['𠮷野', '野家']],
    ['440607', 3, ['440', '406', '060', '607']],
    ['91440607', 3, ['914', '406', '607']],
    ['衣', 2, []],
  ])('%j has the fragments of %i characters %j', (text, size, fragments) => {
    expect(fragmentsOf(text, size)).toEqual(fragments);
  });
});
