/** The closed vocabularies of a service ticket (服务工单). Stored and sent as these very words. */

/** How the matter reached us. HOMETOWN_AFFAIRS is 贵州人家乡事, government services for people away from home. */
export const TicketChannel = {
  HOTLINE_12333: 'HOTLINE_12333',
  HOMETOWN_AFFAIRS: 'HOMETOWN_AFFAIRS',
  WALK_IN: 'WALK_IN',
  VISIT: 'VISIT',
  ONLINE: 'ONLINE',
} as const;
export type TicketChannel = (typeof TicketChannel)[keyof typeof TicketChannel];

/** What it is about: 维权, 求职, 政策咨询, 返岗, 政务服务, or none of these. */
export const TicketCategory = {
  RIGHTS_PROTECTION: 'RIGHTS_PROTECTION',
  JOB_SEEKING: 'JOB_SEEKING',
  POLICY_CONSULTATION: 'POLICY_CONSULTATION',
  RETURN_TO_WORK: 'RETURN_TO_WORK',
  GOVERNMENT_SERVICE: 'GOVERNMENT_SERVICE',
  OTHER: 'OTHER',
} as const;
export type TicketCategory = (typeof TicketCategory)[keyof typeof TicketCategory];

export const TicketPriority = {
  NORMAL: 'NORMAL',
  URGENT: 'URGENT',
} as const;
export type TicketPriority = (typeof TicketPriority)[keyof typeof TicketPriority];

export const TicketStatus = {
  OPEN: 'OPEN',
  ASSIGNED: 'ASSIGNED',
  IN_PROGRESS: 'IN_PROGRESS',
  RESOLVED: 'RESOLVED',
  CLOSED: 'CLOSED',
} as const;
export type TicketStatus = (typeof TicketStatus)[keyof typeof TicketStatus];

export const TicketOrder = {
  NEWEST: 'NEWEST',
  DUE_SOONEST: 'DUE_SOONEST',
} as const;
export type TicketOrder = (typeof TicketOrder)[keyof typeof TicketOrder];
