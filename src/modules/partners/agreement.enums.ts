import { registerEnumType } from 'type-graphql';

export const AgreementKind = {
  ONE_TO_ONE: 'ONE_TO_ONE',
  ALLIANCE: 'ALLIANCE',
  EAST_WEST_PAIRING: 'EAST_WEST_PAIRING',
} as const;
export type AgreementKind = (typeof AgreementKind)[keyof typeof AgreementKind];

registerEnumType(AgreementKind, {
  name: 'AgreementKind',
  description: 'The kinds of cooperation between regions.',
  valuesConfig: {
    ONE_TO_ONE: { description: '一对一协作: one home and one host region' },
    ALLIANCE: { description: '协作联盟: three regions or more, of both sides' },
    EAST_WEST_PAIRING: {
      description: '东西部协作: a western home region paired with an eastern host region',
    },
  },
});

/** HOME sends workers and stations, HOST receives them. */
export const PartySide = { HOME: 'HOME', HOST: 'HOST' } as const;
export type PartySide = (typeof PartySide)[keyof typeof PartySide];

export const AgreementStanding = {
  IN_FORCE: 'IN_FORCE',
  EXPIRING: 'EXPIRING',
  EXPIRED: 'EXPIRED',
  TERMINATED: 'TERMINATED',
} as const;
export type AgreementStanding = (typeof AgreementStanding)[keyof typeof AgreementStanding];

registerEnumType(AgreementStanding, {
  name: 'AgreementStanding',
  description: 'How an agreement stands today.',
  valuesConfig: {
    IN_FORCE: { description: '有效: it holds, and its end is not near' },
    EXPIRING: { description: '即将到期: it holds, and ends within the days asked about' },
    EXPIRED: { description: '已到期: its term is over' },
    TERMINATED: { description: '已终止: it was ended before its term' },
  },
});

export const AgreementOrder = { NEWEST: 'NEWEST', ENDING: 'ENDING' } as const;
export type AgreementOrder = (typeof AgreementOrder)[keyof typeof AgreementOrder];

registerEnumType(AgreementOrder, {
  name: 'AgreementOrder',
  description: 'The orders of a list of agreements.',
  valuesConfig: {
    NEWEST: { description: 'Signed last, first.' },
    ENDING: { description: 'Ending first, first; those without an end last.' },
  },
});
