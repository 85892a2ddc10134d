import type { Random } from './random.ts';

/** Surnames by frequency: common ones of the whole country and of Guizhou and western Hunan. */
const surnames = [
  ...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕',
  ...'杨吴龙潘石罗姚田陆韦王李张杨吴龙潘莫覃滚舒欧黎蒙班岑卢代冉安任谭向',
];
const givenFirst = [...'建国志文明秀桂春晓玉小海永光德正学胜兴家红美丽雪婷俊浩天子梓雨思佳慧世昌宗朝'];
const givenSecond = [...'华强军平芳英梅兰霞娟敏静勇刚伟杰涛峰辉鹏飞林生祥云燕玲萍琴莲菊花福贵才全发'];

/** A full name of two or three characters. */
export function personName(random: Random): string {
  const second = random.chance(0.82) ? random.pick(givenFirst) : '';
  return random.pick(surnames) + second + random.pick(givenSecond);
}

const mobilePrefixes = (
  '134 135 136 137 138 139 147 150 151 152 157 158 159 178 182 183 187 188 198 ' +
  '130 131 132 155 156 175 176 185 186 166 133 153 173 177 180 181 189 199'
).split(' ');

/** The 11 digits of a mobile number. */
export const mobileNumber = (random: Random): string => random.pick(mobilePrefixes) + digits(random, 8);

export const digits = (random: Random, length: number): string =>
  String(random.int(0, 10 ** length - 1)).padStart(length, '0');

const brandFirst = [...'恒华鑫德嘉瑞宏盛金永新东南联海天力凯正百福万泰安信立腾创佳伟利顺亿博锦荣高科明'];
const brandSecond = [...'泰达源隆诚丰通顺盛兴昌辉成业美雅捷越邦翔腾宇茂润欣晟彩升强祥睿洋'];

/** The mark in an enterprise's name, such as 恒泰; four characters now and then. */
export function brand(random: Random): string {
  const mark = () => random.pick(brandFirst) + random.pick(brandSecond);
  return random.chance(0.12) ? mark() + mark() : mark();
}
