import { registerEnumType } from 'type-graphql';

export const PayUnit = { HOUR: 'HOUR', DAY: 'DAY', MONTH: 'MONTH', PIECE: 'PIECE' } as const;
export type PayUnit = (typeof PayUnit)[keyof typeof PayUnit];

registerEnumType(PayUnit, {
  name: 'PayUnit',
  description: 'What an amount of pay is for.',
  valuesConfig: {
    HOUR: { description: '每小时' },
    DAY: { description: '每天' },
    MONTH: { description: '每月' },
    PIECE: { description: '计件' },
  },
});

export const JobKind = {
  REGULAR: 'REGULAR',
  SEASONAL: 'SEASONAL',
  ODD_JOB: 'ODD_JOB',
  PUBLIC_WELFARE: 'PUBLIC_WELFARE',
} as const;
export type JobKind = (typeof JobKind)[keyof typeof JobKind];

registerEnumType(JobKind, {
  name: 'JobKind',
  description: 'What kind of employment it is.',
  valuesConfig: {
    REGULAR: { description: '常年岗位' },
    SEASONAL: { description: '季节性岗位' },
    ODD_JOB: { description: '零工' },
    PUBLIC_WELFARE: { description: '公益性岗位' },
  },
});

export const JobPostingStatus = {
  DRAFT: 'DRAFT',
  PUBLISHED: 'PUBLISHED',
  FILLED: 'FILLED',
  EXPIRED: 'EXPIRED',
  CLOSED: 'CLOSED',
} as const;
export type JobPostingStatus = (typeof JobPostingStatus)[keyof typeof JobPostingStatus];

registerEnumType(JobPostingStatus, {
  name: 'JobPostingStatus',
  description: 'Where a posting is in its life.',
  valuesConfig: {
    DRAFT: { description: '草稿: seen by its author’s side alone' },
    PUBLISHED: { description: '已发布: everybody sees it' },
    FILLED: { description: '已招满: everybody it sought is found' },
    EXPIRED: { description: '已过期: its validity date is past, by the day in Shanghai' },
    CLOSED: { description: '已关闭: by its author or a manager' },
  },
});

export const JobPostingOrder = {
  NEWEST: 'NEWEST',
  PAY_HIGHEST: 'PAY_HIGHEST',
  EXPIRING: 'EXPIRING',
} as const;
export type JobPostingOrder = (typeof JobPostingOrder)[keyof typeof JobPostingOrder];

registerEnumType(JobPostingOrder, {
  name: 'JobPostingOrder',
  description: 'How to order postings.',
  valuesConfig: {
    NEWEST: { description: 'Latest first.' },
    PAY_HIGHEST: { description: 'Highest pay first, whatever the unit; without pay last.' },
    EXPIRING: {
      description: 'Soonest to expire first; what is past its date is left out unless a status is asked for.',
    },
  },
});
