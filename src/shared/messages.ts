export type Locale = 'zh-CN' | 'en';

/** Every sentence the service says to a person, by key. Codes are for programs and never change; these may. */
const messages = {
  UNAUTHENTICATED: ['请先登录，或重新登录。', 'Sign in first, or sign in again.'],
  FORBIDDEN: ['您的角色无权执行此操作。', 'Your role may not do this.'],
  NOT_FOUND: ['没有找到该记录，或您无权查看。', 'There is no such record within your reach.'],
  BAD_USER_INPUT: ['请求的参数有误。', 'An argument of the request is not valid.'],
  BAD_REQUEST_BODY: ['请求正文不是有效的 GraphQL 请求。', 'The request body is not a valid GraphQL request.'],
  BATCHES_NOT_TAKEN: ['每个请求只能包含一个操作。', 'A request holds one operation, not a list of them.'],
  BODY_TOO_LARGE: ['请求正文过大。', 'The request body is too large.'],
  METHOD_NOT_ALLOWED: ['此地址不支持该请求方法。', 'This address does not serve that method.'],
  NOT_ACCEPTABLE: ['只能以 JSON 格式应答。', 'Answers come as JSON alone.'],
  MEDIA_TYPE_UNSUPPORTED: ['请求正文须为 UTF-8 编码的 JSON。', 'A request body is JSON in UTF-8.'],
  HEADERS_TOO_LARGE: ['请求头过长。', 'The request headers are too large.'],
  REQUEST_TOO_SLOW: ['请求未能及时送达。', 'The request took too long to arrive.'],
  DOCUMENT_INVALID: ['查询文档与接口定义不符。', 'The document does not fit the schema.'],
  DOCUMENT_UNREADABLE: ['查询文档有语法错误。', 'The document has a syntax error.'],
  QUERY_TOO_COMPLEX: ['查询过于复杂，请拆分后再试。', 'The query is too complex. Split it and try again.'],
  RATE_LIMITED: ['操作过于频繁，请稍后再试。', 'Too many attempts. Try again later.'],
  UNAVAILABLE: ['服务暂时不可用，请稍后再试。', 'The service is unavailable just now. Try again shortly.'],
  INTERNAL_SERVER_ERROR: [
    '服务内部出错，请联系管理员并提供请求编号。',
    'Something went wrong here. Give your administrator the request id.',
  ],
  REGION_UNKNOWN: ['没有这个行政区划代码。', 'There is no region with this code.'],
  REGION_LEVEL_WRONG: ['此处不能使用该级别的行政区划。', 'A region of this level has no figures here.'],
  PERIOD_INVALID: [
    '时间段的开始日期必须早于结束日期。',
    'A period begins before it ends, and spans twenty years at most.',
  ],
  PAGE_SIZE_INVALID: ['每页数量须为 1 至 100。', 'A page holds between 1 and 100 records.'],
  CURSOR_INVALID: ['分页游标无效。', 'The cursor is not one of this list.'],
  PHONE_INVALID: ['电话号码无效。', 'The phone number is not valid.'],
  REQUIRED: ['此项必填。', 'This is required.'],
  INVALID: ['此项填写有误。', 'This is not valid.'],
  TOO_LONG: ['内容过长。', 'This is too long.'],
  TOO_MANY: ['条目过多。', 'There are too many entries.'],
  REFERENCE_NOT_FOUND: ['没有找到所填的记录，或您无权使用。', 'There is no such record within your reach.'],
  ACCOUNT_LOCKED: [
    '密码错误次数过多，该用户名已暂时锁定，请 15 分钟后再试，或请管理人员解锁。',
    'Too many wrong passwords: this name is locked for a while. Try again in 15 minutes, or ask a manager to unlock it.',
  ],
  ACCOUNT_DISABLED: ['该账号已停用，请联系管理人员。', 'This account is disabled. Ask a manager.'],
  PASSWORD_DUE: ['请先设置您自己的密码。', 'Choose a password of your own first.'],
  PASSWORD_TOO_SHORT: [
    '密码至少 15 个字符，可以是一句话。',
    'A password has at least 15 characters: a sentence will do.',
  ],
  PASSWORD_GUESSABLE: [
    '此密码容易被猜中（常见密码、您的用户名、连续或重复的字符等），请另选一个。',
    'This password is easily guessed (a common one, your name, rows or repetitions of characters). Choose another.',
  ],
  PASSWORD_WRONG: ['原密码不正确。', 'The old password is not right.'],
  PASSWORD_UNCHANGED: ['新密码不能与原密码相同。', 'The new password must differ from the old one.'],
  SESSION_OVER: ['登录已失效，请重新登录。', 'The session is over. Sign in again.'],
  USERNAME_INVALID: [
    '用户名须为 2 至 64 个字母、数字、点、横线或下划线，以字母或数字开头。',
    'A username has 2 to 64 letters, digits, dots, dashes or underscores, and begins with a letter or digit.',
  ],
  USERNAME_TAKEN: ['该用户名已被使用。', 'The username is taken.'],
  ROLE_NOT_YOURS: ['您不能授予此角色。', 'This role is not yours to give.'],
  OWN_ACCOUNT: ['不能对自己的账号执行此操作。', 'This cannot be done to your own account.'],
  LAST_ADMIN: ['这是最后一个可用的平台管理员。', 'This is the last administrator who can sign in.'],
  EXTERNAL_ACCOUNT: [
    '该账号由外部登录服务管理，请在那里操作。',
    'The account is kept by another sign-in service. Do this there.',
  ],
  STATION_NOT_OPEN_TO_STAFF: [
    '没有找到该站点，或该站点未运行、不在您的管辖范围内。',
    'There is no such station open within your region.',
  ],
  STATION_OF_STAFF: ['只有站点工作人员隶属站点。', 'Only station staff belong to a station.'],
  REGION_OF_STATION: [
    '站点工作人员的地区须为站点的派出地。',
    'Station staff work in the home region of their station.',
  ],
  REGION_OF_ADMIN: ['平台管理员不属于任何地区。', 'Administrators belong to no region.'],
  SIGN_IN_FAILED: ['用户名或密码不正确。', 'The username or the password is not right.'],
  STALE_VERSION: [
    '该记录已被他人修改，请刷新后再试。',
    'Somebody changed this record. Reload it and try again.',
  ],
  ILLEGAL_TRANSITION: ['当前状态下不能执行此操作。', 'This cannot be done in the record’s present state.'],
  IDEMPOTENCY_KEY_REUSED: [
    '该幂等键已用于另一份内容。',
    'This idempotency key was already used with other content.',
  ],
  CREDIT_CODE_INVALID: [
    '统一社会信用代码有误（校验位不符）。',
    'The unified social credit code is not valid (check digit).',
  ],
  CREDIT_CODE_TAKEN: [
    '该统一社会信用代码已登记。',
    'An enterprise with this credit code is registered already.',
  ],
  ENTERPRISE_MERGED: ['该企业已并入另一企业。', 'This enterprise has been merged into another one.'],
  MERGED_WITH_ITSELF: ['不能将企业并入其自身。', 'An enterprise cannot be merged into itself.'],
  STANDS_FOR_OTHERS: [
    '已有企业并入该企业，请先撤销那些合并，或改为并入该企业。',
    'Others were merged into this enterprise: undo that first, or merge the other way round.',
  ],
  CONTACT_KNOWN: ['该联系人已登记。', 'This contact is on the list already.'],
  INDUSTRY_INVALID: ['行业代码须符合 GB/T 4754。', 'The industry code must be one of GB/T 4754.'],
  DATE_IN_FUTURE: ['日期不能晚于今天。', 'The date cannot be after today.'],
  DATE_IN_PAST: ['日期不能早于今天。', 'The date cannot be before today.'],
  BEFORE_VISIT: ['跟进日期不能早于走访日期。', 'A follow-up cannot be due before the visit.'],
  DUE_NOT_LATER: ['新的日期须晚于原定日期。', 'The new day must be later than the present one.'],
  NOTHING_CHANGED: ['没有需要更正的内容。', 'Nothing would change.'],
  VISIT_NOT_YOURS: ['该走访或跟进不由您的站点负责。', 'The visit or follow-up is not your station’s.'],
  STATION_NOT_OPEN: ['该站点在此日期未运行。', 'The station was not open on that day.'],
  TIER_MISFIT: [
    '总站须属省级、分站须属市级、工作站须属县级派出地。',
    'A headquarters is of a province, a branch of a city, a workstation of a county.',
  ],
  HOST_IS_HOME: ['驻地须在外省。', 'The host region must be in another province.'],
  PARENT_UNFIT: [
    '上级站点须为同省更高一级的站点。',
    'The parent must be a station of a higher tier of the same home province.',
  ],
  HEADQUARTERS_TAKEN: [
    '该省在驻地省份已有运行中的总站。',
    'The home province has an open headquarters in that host province.',
  ],
  DATE_TOO_FAR: ['日期不能晚于一年以后。', 'The date cannot be more than a year ahead.'],
  BEFORE_OPENING: ['关闭日期不能早于设立日期。', 'A station cannot close before it opened.'],
  VISITED_OUTSIDE: [
    '该站点在此日期范围之外有走访记录。',
    'The station has visits on days on which it would not have been open.',
  ],
  SUCCESSOR_NEEDED: [
    '该站点尚有未完成的跟进事项，请指定接收站点。',
    'The station has follow-ups to do: name a station to take them over.',
  ],
  SUCCESSOR_UNFIT: ['接收站点须为运行中的另一站点。', 'The successor must be another station, open today.'],
  SUCCESSOR_OUT_OF_SIGHT: [
    '接收站点看不到相关走访记录，请指定同一地区或其上级地区的站点，或先完成跟进事项。',
    'The successor cannot see the visits behind the follow-ups: name a station of the same region or of one above it, or complete them first.',
  ],
  STATION_HAS_CHILDREN: [
    '该站点下尚有运行中的下级站点，请指定可作其上级的接收站点，或先调整其隶属关系。',
    'Open stations answer to this one: name a successor they can answer to, or move them first.',
  ],
  OFFICE_TAKEN: ['该地区已有同名部门。', 'There is an office of this name in the region.'],
  PARTY_TWICE: ['同一地区不能重复列为协作方。', 'A region takes part in an agreement once.'],
  PARTIES_MISFIT: [
    '一对一协作、东西部协作须为派出地和驻地各一方；协作联盟须有三方以上。',
    'An alliance has three parties or more, any other kind one of each side.',
  ],
  TERM_INVALID: ['到期日期须晚于签订日期。', 'An agreement ends after the day it was signed.'],
  RENEWAL_TOO_SHORT: ['续签后的到期日期须晚于原到期日期。', 'A renewal ends later than the term it renews.'],
  OUTSIDE_TERM: ['终止日期须在协议期限之内。', 'The day must lie within the agreement’s term.'],
  AGREEMENT_ENDED: ['协议已失效，请重新签订。', 'The agreement has ended: sign a new one.'],
  BEYOND_OPENINGS: [
    '招到的人数不能超过招聘人数，也不能少于零。',
    'Those found cannot be more than the openings, nor fewer than none.',
  ],
  BELOW_FILLED: ['招聘人数不能少于已招到的人数。', 'The openings cannot be fewer than those found.'],
  FIXED_ONCE_PUBLISHED: [
    '岗位发布后此项不能修改；有效期请续期，其他内容请关闭后重新发布。',
    'This is fixed once published: renew the date; for anything else close the posting and repost it.',
  ],
  PAY_RANGE_INVALID: ['最高薪酬不能低于最低薪酬。', 'The highest pay cannot be below the lowest.'],
  REGION_NOT_YOURS: ['该地区不在您的管辖范围内。', 'The region is outside your own.'],
  STATION_NOT_YOURS: ['该工单不由您的站点办理。', 'The ticket is not handled by your station.'],
  NOT_AT_DESK: ['该工单已派至站点办理。', 'The ticket is handled by a station, not by the desk.'],
  AT_DESK: ['该工单由坐席办理，未派至站点。', 'The ticket is handled by the desk, not by a station.'],
  ANONYMOUS_HAS_NO_CALLER: [
    '匿名工单不登记来电人，也无需保密。',
    'An anonymous ticket keeps no caller, so there is none to name or to hide.',
  ],
  CALLER_HIDDEN: [
    '该工单保密，您无权知悉来电人；请向登记人、经办人申请，或由全省管理人员授权。',
    'The ticket is confidential and its caller hidden from you: ask whoever opened or handles it, or a manager of the whole province, to let you in.',
  ],
  NOT_CONFIDENTIAL: ['该工单未作保密处理。', 'The ticket is not confidential.'],
  CALLER_NOT_YOURS: [
    '仅登记人、经办人或全省管理人员可以授权或收回。',
    'Only whoever opened or handles the ticket, or a manager of the whole province, lets others see its caller.',
  ],
  CALLER_ERASED: [
    '来电人信息已依申请删除或即将删除，不再更正。',
    'The caller’s data was erased on request, or is about to be: there is nothing to put right.',
  ],
  NAME_OR_PHONE: ['请填写姓名或电话号码。', 'Give a name or a number.'],
  REASON_NAMES_CALLER: [
    '理由会留在工单记录中，请勿写入姓名或电话号码。',
    'The reason stays in the ticket’s history: keep the name and the number out of it.',
  ],
  COLLEAGUE_UNFIT: [
    '没有找到该账号，或其角色、地区看不到此工单。',
    'There is no such account, or its role or region does not reach the ticket.',
  ],
  ACCESS_TOO_LONG: [
    '授权须在 90 天内到期，且不早于现在。',
    'Access ends within 90 days, and not before now.',
  ],
  ERASED: ['已依申请删除。', 'Erased on request.'],
  UNREADABLE: ['无法读取，请告知管理员。', 'Cannot be read: tell your administrator.'],
  PHONE_OR_WORKER: ['请填写电话号码或务工人员之一。', 'Name either the number or the worker.'],
  MATTERS_UNDER_WAY: [
    '该人员尚有未办结的工单，请先办结。',
    'A matter of this person is under way: settle it first.',
  ],
  NOTHING_TO_REVEAL: ['该记录没有登记个人信息。', 'The record keeps no personal data.'],
  SAME_PROVINCE: [
    '该地区属于本省，请改派。',
    'The region is of your own province; assign the ticket instead.',
  ],
  NO_NETWORK: [
    '该省份尚无运行中的站点，无法转办。',
    'That province has no station open; nobody there would take the ticket.',
  ],
  NOT_REACHED: ['未接通时不能填写满意度。', 'Whoever was not reached cannot have been asked.'],
  WHOLE_PROVINCE_ONLY: [
    '仅全省范围的管理人员可以办理。',
    'Only a manager of the whole province may do this.',
  ],
  EACH_CATEGORY_ONCE: ['每个类别须填写且只填写一次。', 'Each category must be given once.'],
  CALENDAR_YEAR_INVALID: ['只能录入本年或下一年的日历。', 'A calendar is entered for this year or the next.'],
  CALENDAR_UNFINISHED: [
    '须包含元旦、劳动节和国庆节。',
    'New Year’s Day, Labour Day and National Day must be among the holidays.',
  ],
  DAY_OF_ANOTHER_YEAR: ['日期不在该年度内。', 'The day is not of this year.'],
  HOLIDAY_ENDS_EARLY: ['假期的结束日期不能早于开始日期。', 'A holiday cannot end before it begins.'],
  HOLIDAYS_OVERLAP: ['假期相互重叠。', 'Holidays overlap.'],
  MAKE_UP_DAY_INVALID: [
    '调休上班日须为周末，不在假期内，且不重复。',
    'A make-up day is a weekend day, none of the holidays, and named once.',
  ],
  OTHER_PROVINCE: [
    '该务工人员属其他省份，不能在本省开立工单。',
    'The worker is from another province; this network cannot open the ticket.',
  ],
  PROVINCE_CODE_INVALID: [
    '须为省级行政区划代码，如 520000。',
    'This must be the code of a province, 520000 say.',
  ],
  PROVINCE_OPEN: ['该省份已开通。', 'This province is open already.'],
  IMPORT_SHEET_UNKNOWN: [
    '无法识别此表：首行须为模板中的列名。',
    'This sheet is not known: its first row must be the headings of the template.',
  ],
  IMPORT_COLUMN_UNKNOWN: ['模板中没有此列。', 'The template has no such column.'],
  IMPORT_COLUMN_TWICE: ['此列重复。', 'This column is there twice.'],
  IMPORT_COLUMN_MISSING: ['缺少此列。', 'This column is missing.'],
  IMPORT_TWICE: ['与前面某行重复。', 'An earlier row is the same.'],
  IMPORT_DIFFERS: [
    '系统中已有同名记录，内容不同；请在系统中修改。',
    'A record of this name is there with other content: change it in the service.',
  ],
  IMPORT_STATION_UNKNOWN: [
    '系统与表中都没有此名称的站点。',
    'Neither the service nor the sheet has a station of this name.',
  ],
  IMPORT_STATION_AMBIGUOUS: [
    '有多个同名站点，无法确定是哪一个。',
    'Several stations have this name, so it is not clear which is meant.',
  ],
  IMPORT_STATION_FAULTY: ['此站点所在行有误，请先改正。', 'The row of this station is to be mended first.'],
} as const satisfies Record<string, readonly [zh: string, en: string]>;

export type MessageKey = keyof typeof messages;

export const translate = (key: MessageKey, locale: Locale): string => messages[key][locale === 'en' ? 1 : 0];

/** Chinese unless the header puts English first among the two (RFC 9110, section 12.5.4). */
export function localeOf(acceptLanguage: string | undefined): Locale {
  const weighted = (acceptLanguage ?? '').split(',').map((part) => {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
    const q = parameters.map((parameter) => /^\s*q=([\d.]+)$/.exec(parameter)?.[1]).find(Boolean);
    return { language: tag.trim().split('-')[0], weight: q === undefined ? 1 : Number(q) };
  });
  const weightOf = (language: string) =>
    Math.max(0, ...weighted.filter((one) => one.language === language).map((one) => one.weight));
  return weightOf('en') > weightOf('zh') ? 'en' : 'zh-CN';
}
