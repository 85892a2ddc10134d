import type { TicketCategory, TicketChannel } from '../modules/tickets/ticket.enums.ts';

/** What tickets of a category say. {place} is where it happens, {n} people, {months} months, {trade} the enterprise's. */
export const summaries: Readonly<Record<TicketCategory, readonly string[]>> = {
  RIGHTS_PROTECTION: [
    '反映{place}一家{trade}企业拖欠 {months} 个月工资，涉及 {n} 人，要求协助追讨。',
    '反映{place}工地拖欠工程班组工资，涉及 {n} 人，包工头失联。',
    '离职后{place}{trade}企业未结清最后 {months} 个月工资。',
    '在{place}上班途中受伤，企业未申报工伤，请求协助认定。',
    '反映{place}{trade}企业未签劳动合同、未缴社会保险，要求补缴。',
    '反映{place}用工单位克扣加班费，涉及 {n} 人。',
    '被{place}企业违法解除劳动关系，咨询并请求协助申请仲裁。',
  ],
  JOB_SEEKING: [
    '希望在{place}找一份{trade}行业的工作，要求包吃住。',
    '夫妻二人想到{place}务工，希望安排在同一企业并有夫妻房。',
    '原企业停产，在{place}急需重新就业，有 {months} 年操作经验。',
    '询问{place}近期有无短期小时工岗位。',
    '同村 {n} 人想一起到{place}务工，请推荐岗位并协助对接。',
    '持焊工证，希望推荐{place}月薪七千元以上的岗位。',
  ],
  POLICY_CONSULTATION: [
    '咨询脱贫人口跨省务工一次性交通补助的申请条件与材料。',
    '咨询在{place}参加的养老保险如何转回户籍地。',
    '咨询失业保险金异地申领办法。',
    '咨询技能培训补贴与证书补贴标准。',
    '咨询在{place}稳定就业 {months} 个月以上可否享受稳岗补助。',
    '咨询子女在{place}就近入学需要哪些材料。',
  ],
  RETURN_TO_WORK: [
    '节后返回{place}企业，咨询返岗专车的时间与上车地点。',
    '同乡 {n} 人返岗{place}，请求安排包车。',
    '返岗途中遇列车停运，请求协助改签并告知企业。',
    '申请返岗交通补助，已到{place}企业上班。',
  ],
  GOVERNMENT_SERVICE: [
    '在外务工不便返乡，申请异地代办社会保障卡补换。',
    '申请代办城乡居民基本医疗保险异地就医备案。',
    '申请代办户籍类证明，邮寄至{place}。',
    '申请线上办理城乡居民养老保险待遇资格认证。',
    '申请代办流动人口婚育信息登记。',
    '咨询并申请代办机动车驾驶证换证。',
    '申请代办残疾人证换领，家属在{place}代收。',
    '申请代为查询并打印社会保险参保证明。',
    '申请代办低保年审材料递交。',
    '申请代办务工人员子女学籍证明。',
  ],
  OTHER: [
    '与家中失去联系，请求站点协助在{place}查找。',
    '在{place}遗失身份证件，咨询临时证明办理。',
    '反映{place}宿舍用电安全隐患，请协助与企业沟通。',
    '希望站点协调{place}企业春节留岗慰问。',
  ],
};

/** Summaries that begin so speak of money owed. */
export const isAboutArrears = (summary: string): boolean => /拖欠|未结清|克扣/.test(summary);

/** What each channel is used for. */
export const categories: Readonly<Record<TicketChannel, Readonly<Partial<Record<TicketCategory, number>>>>> =
  {
    HOTLINE_12333: { RIGHTS_PROTECTION: 38, JOB_SEEKING: 31, POLICY_CONSULTATION: 31 },
    HOMETOWN_AFFAIRS: { GOVERNMENT_SERVICE: 93, POLICY_CONSULTATION: 5, OTHER: 2 },
    WALK_IN: {
      JOB_SEEKING: 42,
      RIGHTS_PROTECTION: 20,
      POLICY_CONSULTATION: 18,
      RETURN_TO_WORK: 12,
      OTHER: 8,
    },
    VISIT: { JOB_SEEKING: 25, RIGHTS_PROTECTION: 25, POLICY_CONSULTATION: 25, RETURN_TO_WORK: 15, OTHER: 10 },
    ONLINE: { JOB_SEEKING: 45, POLICY_CONSULTATION: 30, RETURN_TO_WORK: 15, OTHER: 10 },
  };

/** How likely a caller leaves a name and a number. */
export const leavesNumber: Readonly<Record<TicketChannel, number>> = {
  HOTLINE_12333: 0.93,
  HOMETOWN_AFFAIRS: 0.12,
  WALK_IN: 0.5,
  VISIT: 0.3,
  ONLINE: 0.6,
};

export const resolutions: Readonly<Record<TicketCategory, readonly string[]>> = {
  RIGHTS_PROTECTION: [
    '经协调，企业已支付拖欠工资。',
    '已转当地劳动监察受理，双方达成协议。',
    '已协助申请仲裁。',
  ],
  JOB_SEEKING: ['已推荐岗位，本人已入职。', '已推荐三个岗位，本人自行联系。'],
  POLICY_CONSULTATION: ['已逐条解答，并发送办事指南。', '已解答。'],
  RETURN_TO_WORK: ['已安排乘车返岗。', '已协助改签，按期返岗。'],
  GOVERNMENT_SERVICE: ['已代办，办理结果已告知。', '材料已邮寄，本人确认收到。', '已线上办结。'],
  OTHER: ['已协调处理，本人表示满意。'],
};
