// npm run clients
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { Operation } from './api.ts';
/** A note on a ticket. */
export type AddTicketNoteInput = {
  /** The ticket. */
  readonly id: string;
  /** Made up by the client, one for each note. */
  readonly idempotencyKey: string;
  /** At most 2,000 characters. */
  readonly note: string;
};

/** Your password, and the one to come. */
export type ChangePasswordInput = {
  /** At least 15 characters, any kind: a sentence does. Not a common one, nor made of your name or of this service’s. */
  readonly newPassword: string;
  /** The present one, temporary or your own. */
  readonly oldPassword: string;
};

/** A follow-up that was done. */
export type CompleteFollowUpInput = {
  /** The version that was read. */
  readonly expectedVersion: number;
  /** The follow-up. */
  readonly id: string;
  /** What came of it, at most 500 characters. */
  readonly note?: string | null | undefined;
};

/** Whom one met. */
export type ContactInput = {
  /** Name, at most 60 characters. */
  readonly name: string;
  /** A mobile number, or a landline with its area code. */
  readonly phone?: string | null | undefined;
  /** Position at the enterprise. */
  readonly title?: string | null | undefined;
};

/** A new account. */
export type CreateAccountInput = {
  /** Made up by the client, one for each intended account. */
  readonly idempotencyKey: string;
  /** Whose it is, as colleagues know the person or the desk. */
  readonly name: string;
  /** Where: six digits. Left out for administrators, and for station staff, who work where their station does. */
  readonly regionCode?: string | null | undefined;
  /** What the person is here for. */
  readonly role: Role;
  /** The station of station staff, open and in your region. */
  readonly stationId?: string | null | undefined;
  /** The name to sign in with: 2 to 64 letters, digits, dots, dashes, underscores. */
  readonly username: string;
};

/** Which account nobody may sign in with any more. */
export type DisableAccountInput = {
  /** Its version as you saw it. */
  readonly expectedVersion: number;
  /** Which account. */
  readonly id: string;
};

/** 企业规模: the size class of an enterprise. */
export type EnterpriseSize =
  /** 大型 */
  | 'LARGE'
  /** 中型 */
  | 'MEDIUM'
  /** 微型 */
  | 'MICRO'
  /** 小型 */
  | 'SMALL';

/** What is to follow. */
export type FollowUpInput = {
  /** The day it is due, not before the visit. */
  readonly dueOn: string;
  /** What is to be done, at most 500 characters. */
  readonly note: string;
};

/** What kind of employment it is. */
export type JobKind =
  /** 零工 */
  | 'ODD_JOB'
  /** 公益性岗位 */
  | 'PUBLIC_WELFARE'
  /** 常年岗位 */
  | 'REGULAR'
  /** 季节性岗位 */
  | 'SEASONAL';

/** Where a posting is in its life. */
export type JobPostingStatus =
  /** 已关闭: by its author or a manager */
  | 'CLOSED'
  /** 草稿: seen by its author’s side alone */
  | 'DRAFT'
  /** 已过期: its validity date is past, by the day in Shanghai */
  | 'EXPIRED'
  /** 已招满: everybody it sought is found */
  | 'FILLED'
  /** 已发布: everybody sees it */
  | 'PUBLISHED';

/** A visit to an enterprise. */
export type LogVisitInput = {
  /** Whom one met. */
  readonly contact?: ContactInput | null | undefined;
  /** The enterprise visited. */
  readonly enterpriseId: string;
  /** What was learnt, at most 4,000 characters. */
  readonly findings?: string | null | undefined;
  /** What is to follow, at most 20 things. */
  readonly followUps?: ReadonlyArray<FollowUpInput> | null | undefined;
  /** Made up by the client, one for each visit; sent again, it gives the same visit again. */
  readonly idempotencyKey: string;
  /** Openings promised, in persons. */
  readonly openingsPromised?: number | null | undefined;
  /** Who went, 1 to 20 names; one written twice counts once. */
  readonly participants: ReadonlyArray<string>;
  /** The station that visited, within your scope. */
  readonly stationId: string;
  /** The day, not after today. */
  readonly visitedOn: string;
  /** On site, by telephone or online. */
  readonly way: VisitWay;
};

/** A matter as it is told. */
export type OpenTicketInput = {
  /** Wages owed, in all. */
  readonly amountOwed?: string | null | undefined;
  /** 匿名: true when the caller wants no name or number kept; then none may be given. */
  readonly anonymous?: boolean | null | undefined;
  /** Who calls. Kept sealed. */
  readonly callerName?: string | null | undefined;
  /** The number, in any spelling. Kept sealed. */
  readonly callerPhone?: string | null | undefined;
  /** What it is about. */
  readonly category: TicketCategory;
  /** How it reached us. */
  readonly channel: TicketChannel;
  /** 保密: true keeps who called from all but you, whoever takes the ticket on and those who are let in. */
  readonly confidential?: boolean | null | undefined;
  /** The employer, if it is about one. */
  readonly enterpriseId?: string | null | undefined;
  /** The worker’s home region; left out when unknown: the agent’s province. */
  readonly homeRegionCode?: string | null | undefined;
  /** Made up by the client, one for each matter; sent again, it gives the same ticket again. */
  readonly idempotencyKey: string;
  /** Where it happened; left out: where the enterprise is. */
  readonly incidentRegionCode?: string | null | undefined;
  /** How many people it concerns. */
  readonly peopleInvolved?: number | null | undefined;
  /** NORMAL when left out. */
  readonly priority?: TicketPriority | null | undefined;
  /** The matter, at most 500 characters; names and numbers belong into their own fields. */
  readonly summary: string;
};

/** What an amount of pay is for. */
export type PayUnit =
  /** 每天 */
  | 'DAY'
  /** 每小时 */
  | 'HOUR'
  /** 每月 */
  | 'MONTH'
  /** 计件 */
  | 'PIECE';

/** A period of business days. */
export type PeriodInput = {
  /** The first day in it. */
  readonly from: string;
  /** The first day behind it. */
  readonly to: string;
};

/** A job to post. */
export type PostJobInput = {
  /** 食宿, at most 200 characters. */
  readonly boardAndLodging?: string | null | undefined;
  /** What is asked of a worker, at most 4,000 characters. */
  readonly conditions?: string | null | undefined;
  /** What the work is, at most 4,000 characters. */
  readonly duties?: string | null | undefined;
  /** The employer. */
  readonly enterpriseId: string;
  /** Made up by the client, one for each posting; sent again, it gives the same posting again. */
  readonly idempotencyKey: string;
  /** 社会保险, at most 200 characters. */
  readonly insurance?: string | null | undefined;
  /** REGULAR when left out. */
  readonly kind?: JobKind | null | undefined;
  /** Name or national code, at most 60 characters. */
  readonly occupation?: string | null | undefined;
  /** Headcount, in persons. */
  readonly openings: number;
  /** Highest pay per unit. */
  readonly payMax?: string | null | undefined;
  /** Lowest pay per unit. */
  readonly payMin?: string | null | undefined;
  /** What the pay is for. */
  readonly payUnit: PayUnit;
  /** Where the work is: six digits. */
  readonly regionCode: string;
  /** The station that collected it; station staff’s own when left out. An HR office leaves it out. */
  readonly stationId?: string | null | undefined;
  /** The job, at most 80 characters. */
  readonly title: string;
  /** The last day one may apply, not before today. */
  readonly validThrough: string;
};

/** A draft to publish. */
export type PublishJobPostingInput = {
  /** The version that was read. */
  readonly expectedVersion: number;
  /** The posting. */
  readonly id: string;
};

/** What the last answer gave for the next. */
export type RefreshSessionInput = {
  /** The refresh token, good for once. */
  readonly refreshToken: string;
};

/** An enterprise’s identity. */
export type RegisterEnterpriseInput = {
  /** 统一社会信用代码, in any spelling; its check digit is verified. */
  readonly creditCode: string;
  /** Made up by the client, one for each intended registration. */
  readonly idempotencyKey: string;
  /** GB/T 4754. */
  readonly industryCode?: string | null | undefined;
  /** The registered name. */
  readonly name: string;
  /** Where it is: six digits. */
  readonly regionCode: string;
  /** Its size class. */
  readonly size?: EnterpriseSize | null | undefined;
};

/** What somebody is here for. */
export type Role =
  /** 平台管理员 */
  | 'ADMIN'
  /** 审计人员 */
  | 'AUDITOR'
  /** 12333 坐席 */
  | 'HOTLINE_AGENT'
  /** 协作省人社部门 */
  | 'HR_OFFICER'
  /** 管理人员 */
  | 'MANAGER'
  /** 站点工作人员 */
  | 'STATION_STAFF';

/** Name and password. */
export type SignInInput = {
  /** Its password. */
  readonly password: string;
  /** The account’s name, in any case. */
  readonly username: string;
};

/** What a ticket is about. */
export type TicketCategory =
  /** 政务服务 */
  | 'GOVERNMENT_SERVICE'
  /** 求职 */
  | 'JOB_SEEKING'
  /** 其他 */
  | 'OTHER'
  /** 政策咨询 */
  | 'POLICY_CONSULTATION'
  /** 返岗 */
  | 'RETURN_TO_WORK'
  /** 维权: wages owed, injury, contract */
  | 'RIGHTS_PROTECTION';

/** How a matter reached us. */
export type TicketChannel =
  /** 家乡事: government services for people away from home */
  | 'HOMETOWN_AFFAIRS'
  /** 12333 hotline */
  | 'HOTLINE_12333'
  /** 线上 */
  | 'ONLINE'
  /** 走访: met during a visit */
  | 'VISIT'
  /** 上门: at a station */
  | 'WALK_IN';

/** How urgent a ticket is. */
export type TicketPriority =
  /** Due in working days. */
  | 'NORMAL'
  /** Due in hours, nights and holidays among them. */
  | 'URGENT';

/** Where a ticket is in its life. */
export type TicketStatus =
  /** 已派单: waits for its station to accept */
  | 'ASSIGNED'
  /** 已关闭, or handed to another province */
  | 'CLOSED'
  /** 办理中 */
  | 'IN_PROGRESS'
  /** 待派单: at the desk */
  | 'OPEN'
  /** 已办结 */
  | 'RESOLVED';

/** What kind of thing there is to mend. */
export type UserErrorCode =
  /** Another record stands in the way. */
  | 'CONFLICT'
  /** This record is not yours to change. */
  | 'FORBIDDEN'
  /** The key was used before with other content. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** The record’s state does not allow this. */
  | 'ILLEGAL_TRANSITION'
  /** A value breaks a rule. */
  | 'INVALID'
  /** The account is locked. */
  | 'LOCKED'
  /** A record named in the input is not within reach. */
  | 'NOT_FOUND'
  /** Something needed is missing or blank. */
  | 'REQUIRED'
  /** Somebody else changed the record since it was read. */
  | 'STALE_VERSION';

/** How an enterprise was visited. */
export type VisitWay =
  /** 线上 */
  | 'ONLINE'
  /** 实地 */
  | 'ON_SITE'
  /** 电话 */
  | 'PHONE';

export type CreateAccountMutationVariables = Exact<{
  input: CreateAccountInput;
}>;


export type CreateAccountMutation = { readonly createAccount: { readonly temporaryPassword: string | null, readonly account: { readonly id: string, readonly username: string, readonly version: number, readonly scope: { readonly name: string } } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type AccountVersionQueryVariables = Exact<{
  id: string;
}>;


export type AccountVersionQuery = { readonly account: { readonly version: number } | null };

export type DisableAccountMutationVariables = Exact<{
  input: DisableAccountInput;
}>;


export type DisableAccountMutation = { readonly disableAccount: { readonly account: { readonly disabledAt: string | null } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type TicketsToAuditQueryVariables = Exact<{
  first: number;
}>;


export type TicketsToAuditQuery = { readonly tickets: { readonly edges: ReadonlyArray<{ readonly node: { readonly number: string, readonly callerName: string | null, readonly callerPhone: string | null, readonly history: { readonly edges: ReadonlyArray<{ readonly node: { readonly at: string, readonly type: string, readonly actor: { readonly username: string } } }> } } }> } };

export type FindEnterpriseQueryVariables = Exact<{
  search: string;
}>;


export type FindEnterpriseQuery = { readonly enterprises: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly name: string } }> } };

export type RegisterEnterpriseMutationVariables = Exact<{
  input: RegisterEnterpriseInput;
}>;


export type RegisterEnterpriseMutation = { readonly registerEnterprise: { readonly enterprise: { readonly id: string, readonly name: string } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type RecogniseCallerQueryVariables = Exact<{
  phone: string;
}>;


export type RecogniseCallerQuery = { readonly caller: { readonly worker: { readonly name: string, readonly homeRegion: { readonly code: string, readonly name: string } | null } | null, readonly recentTickets: { readonly edges: ReadonlyArray<{ readonly node: { readonly number: string, readonly category: TicketCategory, readonly status: TicketStatus } }> } } | null };

export type OpenTicketMutationVariables = Exact<{
  input: OpenTicketInput;
}>;


export type OpenTicketMutation = { readonly openTicket: { readonly ticket: { readonly id: string, readonly number: string, readonly status: TicketStatus, readonly dueAt: string, readonly dueAtProvisional: boolean, readonly callerName: string | null, readonly callerPhone: string | null, readonly station: { readonly name: string } | null } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type AddTicketNoteMutationVariables = Exact<{
  input: AddTicketNoteInput;
}>;


export type AddTicketNoteMutation = { readonly addTicketNote: { readonly ticket: { readonly id: string, readonly history: { readonly edges: ReadonlyArray<{ readonly node: { readonly at: string, readonly type: string, readonly note: string | null } }> } } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type PostJobMutationVariables = Exact<{
  input: PostJobInput;
}>;


export type PostJobMutation = { readonly postJob: { readonly jobPosting: { readonly id: string, readonly title: string, readonly version: number } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type PublishJobPostingMutationVariables = Exact<{
  input: PublishJobPostingInput;
}>;


export type PublishJobPostingMutation = { readonly publishJobPosting: { readonly jobPosting: { readonly id: string, readonly status: JobPostingStatus } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type PublishedPostingsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  regionCode: string;
}>;


export type PublishedPostingsQuery = { readonly jobPostings: { readonly edges: ReadonlyArray<{ readonly node: { readonly title: string, readonly openings: number, readonly filled: number, readonly validThrough: string } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type DashboardQueryVariables = Exact<{
  homeProvinceCode: string;
  period: PeriodInput;
}>;


export type DashboardQuery = { readonly networkDashboard: { readonly scope: { readonly name: string }, readonly totals: { readonly stations: number, readonly visits: number, readonly enterprisesContacted: number, readonly jobPostings: number, readonly tickets: number, readonly overdueTickets: number }, readonly byHostProvince: ReadonlyArray<{ readonly stations: number, readonly jobPostings: number, readonly region: { readonly name: string } }>, readonly topStations: ReadonlyArray<{ readonly value: number, readonly station: { readonly name: string } }>, readonly yearOnYear: { readonly visits: number | null, readonly jobPostings: number | null, readonly tickets: number | null } } | null };

export type OverdueTicketsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
}>;


export type OverdueTicketsQuery = { readonly tickets: { readonly edges: ReadonlyArray<{ readonly node: { readonly number: string, readonly category: TicketCategory, readonly dueAt: string, readonly station: { readonly name: string } | null } }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type SignInMutationVariables = Exact<{
  input: SignInInput;
}>;


export type SignInMutation = { readonly signIn: { readonly accessToken: string | null, readonly refreshToken: string | null, readonly viewer: { readonly username: string, readonly role: Role, readonly scope: { readonly code: string, readonly name: string }, readonly station: { readonly id: string, readonly name: string } | null } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type RefreshSessionMutationVariables = Exact<{
  input: RefreshSessionInput;
}>;


export type RefreshSessionMutation = { readonly refreshSession: { readonly accessToken: string | null, readonly refreshToken: string | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type ChangePasswordMutationVariables = Exact<{
  input: ChangePasswordInput;
}>;


export type ChangePasswordMutation = { readonly changePassword: { readonly account: { readonly username: string } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type LogVisitMutationVariables = Exact<{
  input: LogVisitInput;
}>;


export type LogVisitMutation = { readonly logVisit: { readonly visit: { readonly id: string, readonly visitedOn: string, readonly enterprise: { readonly name: string }, readonly contact: { readonly name: string, readonly phone: string | null } | null, readonly followUps: ReadonlyArray<{ readonly id: string, readonly dueOn: string, readonly note: string, readonly version: number }> } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export type FollowUpsDueQueryVariables = Exact<{
  before: string;
}>;


export type FollowUpsDueQuery = { readonly followUpsDue: { readonly edges: ReadonlyArray<{ readonly node: { readonly id: string, readonly dueOn: string, readonly note: string, readonly version: number, readonly visit: { readonly enterprise: { readonly name: string } } } }> } };

export type CompleteFollowUpMutationVariables = Exact<{
  input: CompleteFollowUpInput;
}>;


export type CompleteFollowUpMutation = { readonly completeFollowUp: { readonly followUp: { readonly id: string, readonly doneAt: string | null } | null, readonly userErrors: ReadonlyArray<{ readonly code: UserErrorCode, readonly field: ReadonlyArray<string> | null, readonly message: string }> } };

export const CreateAccount = `mutation CreateAccount($input: CreateAccountInput!) {
  createAccount(input: $input) {
    account {
      id
      username
      version
      scope {
        name
      }
    }
    temporaryPassword
    userErrors {
      code
      field
      message
    }
  }
}` as Operation<CreateAccountMutation, CreateAccountMutationVariables>;

export const AccountVersion = `query AccountVersion($id: ID!) {
  account(id: $id) {
    version
  }
}` as Operation<AccountVersionQuery, AccountVersionQueryVariables>;

export const DisableAccount = `mutation DisableAccount($input: DisableAccountInput!) {
  disableAccount(input: $input) {
    account {
      disabledAt
    }
    userErrors {
      code
      field
      message
    }
  }
}` as Operation<DisableAccountMutation, DisableAccountMutationVariables>;

export const TicketsToAudit = `query TicketsToAudit($first: Int!) {
  tickets(first: $first) {
    edges {
      node {
        number
        callerName
        callerPhone
        history(first: 20) {
          edges {
            node {
              at
              type
              actor {
                username
              }
            }
          }
        }
      }
    }
  }
}` as Operation<TicketsToAuditQuery, TicketsToAuditQueryVariables>;

export const FindEnterprise = `query FindEnterprise($search: String!) {
  enterprises(first: 1, filter: {search: $search}) {
    edges {
      node {
        id
        name
      }
    }
  }
}` as Operation<FindEnterpriseQuery, FindEnterpriseQueryVariables>;

export const RegisterEnterprise = `mutation RegisterEnterprise($input: RegisterEnterpriseInput!) {
  registerEnterprise(input: $input) {
    enterprise {
      id
      name
    }
    userErrors {
      code
      field
      message
    }
  }
}` as Operation<RegisterEnterpriseMutation, RegisterEnterpriseMutationVariables>;

export const RecogniseCaller = `query RecogniseCaller($phone: String!) {
  caller(phone: $phone) {
    worker {
      name
      homeRegion {
        code
        name
      }
    }
    recentTickets(first: 3) {
      edges {
        node {
          number
          category
          status
        }
      }
    }
  }
}` as Operation<RecogniseCallerQuery, RecogniseCallerQueryVariables>;

export const OpenTicket = `mutation OpenTicket($input: OpenTicketInput!) {
  openTicket(input: $input) {
    ticket {
      id
      number
      status
      dueAt
      dueAtProvisional
      callerName
      callerPhone
      station {
        name
      }
    }
    userErrors {
      code
      field
      message
    }
  }
}` as Operation<OpenTicketMutation, OpenTicketMutationVariables>;

export const AddTicketNote = `mutation AddTicketNote($input: AddTicketNoteInput!) {
  addTicketNote(input: $input) {
    ticket {
      id
      history(first: 10) {
        edges {
          node {
            at
            type
            note
          }
        }
      }
    }
    userErrors {
      code
      field
      message
    }
  }
}` as Operation<AddTicketNoteMutation, AddTicketNoteMutationVariables>;

export const PostJob = `mutation PostJob($input: PostJobInput!) {
  postJob(input: $input) {
    jobPosting {
      id
      title
      version
    }
    userErrors {
      code
      field
      message
    }
  }
}` as Operation<PostJobMutation, PostJobMutationVariables>;

export const PublishJobPosting = `mutation PublishJobPosting($input: PublishJobPostingInput!) {
  publishJobPosting(input: $input) {
    jobPosting {
      id
      status
    }
    userErrors {
      code
      field
      message
    }
  }
}` as Operation<PublishJobPostingMutation, PublishJobPostingMutationVariables>;

export const PublishedPostings = `query PublishedPostings($first: Int!, $after: String, $regionCode: String!) {
  jobPostings(
    first: $first
    after: $after
    filter: {status: PUBLISHED, regionCode: $regionCode}
    orderBy: NEWEST
  ) {
    edges {
      node {
        title
        openings
        filled
        validThrough
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}` as Operation<PublishedPostingsQuery, PublishedPostingsQueryVariables>;

export const Dashboard = `query Dashboard($homeProvinceCode: String!, $period: PeriodInput!) {
  networkDashboard(homeProvinceCode: $homeProvinceCode, period: $period) {
    scope {
      name
    }
    totals {
      stations
      visits
      enterprisesContacted
      jobPostings
      tickets
      overdueTickets
    }
    byHostProvince {
      region {
        name
      }
      stations
      jobPostings
    }
    topStations(first: 3, by: VISITS) {
      station {
        name
      }
      value
    }
    yearOnYear {
      visits
      jobPostings
      tickets
    }
  }
}` as Operation<DashboardQuery, DashboardQueryVariables>;

export const OverdueTickets = `query OverdueTickets($first: Int!, $after: String) {
  tickets(first: $first, after: $after, filter: {overdue: true}) {
    edges {
      node {
        number
        category
        dueAt
        station {
          name
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}` as Operation<OverdueTicketsQuery, OverdueTicketsQueryVariables>;

export const SignIn = `mutation SignIn($input: SignInInput!) {
  signIn(input: $input) {
    accessToken
    refreshToken
    viewer {
      username
      role
      scope {
        code
        name
      }
      station {
        id
        name
      }
    }
    userErrors {
      code
      field
      message
    }
  }
}` as Operation<SignInMutation, SignInMutationVariables>;

export const RefreshSession = `mutation RefreshSession($input: RefreshSessionInput!) {
  refreshSession(input: $input) {
    accessToken
    refreshToken
    userErrors {
      code
      field
      message
    }
  }
}` as Operation<RefreshSessionMutation, RefreshSessionMutationVariables>;

export const ChangePassword = `mutation ChangePassword($input: ChangePasswordInput!) {
  changePassword(input: $input) {
    account {
      username
    }
    userErrors {
      code
      field
      message
    }
  }
}` as Operation<ChangePasswordMutation, ChangePasswordMutationVariables>;

export const LogVisit = `mutation LogVisit($input: LogVisitInput!) {
  logVisit(input: $input) {
    visit {
      id
      visitedOn
      enterprise {
        name
      }
      contact {
        name
        phone
      }
      followUps {
        id
        dueOn
        note
        version
      }
    }
    userErrors {
      code
      field
      message
    }
  }
}` as Operation<LogVisitMutation, LogVisitMutationVariables>;

export const FollowUpsDue = `query FollowUpsDue($before: Date!) {
  followUpsDue(first: 20, before: $before) {
    edges {
      node {
        id
        dueOn
        note
        version
        visit {
          enterprise {
            name
          }
        }
      }
    }
  }
}` as Operation<FollowUpsDueQuery, FollowUpsDueQueryVariables>;

export const CompleteFollowUp = `mutation CompleteFollowUp($input: CompleteFollowUpInput!) {
  completeFollowUp(input: $input) {
    followUp {
      id
      doneAt
    }
    userErrors {
      code
      field
      message
    }
  }
}` as Operation<CompleteFollowUpMutation, CompleteFollowUpMutationVariables>;
