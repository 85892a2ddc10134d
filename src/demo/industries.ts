/** A trade: its class of GB/T 4754-2017, the word for it in an enterprise's name, how common it is, what it hires. */
export interface Industry {
  readonly code: string;
  readonly word: string;
  readonly weight: number;
  readonly jobs: readonly Job[];
}

/** Pay in yuan a unit. */
export interface Job {
  readonly title: string;
  readonly pay: readonly [min: number, max: number, unit: 'HOUR' | 'DAY' | 'MONTH' | 'PIECE'];
  readonly duties: string;
}

const job = (
  title: string,
  duties: string,
  min: number,
  max: number,
  unit: Job['pay'][2] = 'MONTH',
): Job => ({
  title,
  duties,
  pay: [min, max, unit],
});

const packer = job('包装工', '产品分拣、包装、贴标', 4500, 6000);
const packerByHour = job('包装工（小时工）', '产品分拣、包装、贴标，按工时计薪', 18, 23, 'HOUR');
const inspector = job('质检员', '来料与成品检验，填写检验记录', 5000, 6800);
const storekeeper = job('仓库管理员', '收发货、盘点、单据登记', 4800, 6200);
const operator = job('普工', '按工艺卡操作流水线设备', 4800, 6500);

export const industries: readonly Industry[] = [
  {
    code: 'C3311',
    word: '金属结构',
    weight: 6,
    jobs: [
      job('焊工', '二氧化碳保护焊、氩弧焊作业', 6500, 9500),
      job('冲压工', '操作冲床，自检首件', 5500, 7800),
      operator,
    ],
  },
  {
    code: 'C3329',
    word: '五金制品',
    weight: 9,
    jobs: [
      job('抛光工', '五金件打磨抛光', 6000, 8500),
      job('数控车工', '操作数控车床，保养刀具', 6500, 9000),
      packer,
    ],
  },
  {
    code: 'C3424',
    word: '机械',
    weight: 8,
    jobs: [
      job('装配钳工', '按图装配与调试设备', 6000, 8800),
      job('电工', '设备布线与检修', 6200, 8500),
      operator,
    ],
  },
  {
    code: 'C3912',
    word: '电子科技',
    weight: 12,
    jobs: [
      job('组装工', '电子元件插件、组装、测试', 5000, 7000),
      job('SMT 操作员', '贴片机上料与换线', 5500, 7500),
      inspector,
      job('组装工（暑期）', '电子产品组装，按工时计薪', 19, 25, 'HOUR'),
    ],
  },
  {
    code: 'C3831',
    word: '电器',
    weight: 8,
    jobs: [job('绕线工', '线圈绕制与检测', 5200, 7200), operator, inspector],
  },
  {
    code: 'C1819',
    word: '服饰',
    weight: 9,
    jobs: [
      job('平车工', '操作平缝机，按件计薪', 3, 12, 'PIECE'),
      job('裁剪工', '铺布、裁片、分包', 5500, 8000),
      job('尾部查衫', '剪线、查衫、整烫', 4600, 6200),
    ],
  },
  {
    code: 'C1952',
    word: '鞋业',
    weight: 6,
    jobs: [
      job('针车工', '鞋面车缝，按件计薪', 2, 9, 'PIECE'),
      job('成型工', '鞋底贴合与成型', 5500, 7800),
      packer,
    ],
  },
  {
    code: 'C2110',
    word: '家具',
    weight: 7,
    jobs: [
      job('木工', '开料、封边、排钻', 6500, 9500),
      job('油漆工', '底漆面漆喷涂与打磨', 6500, 9000),
      packer,
    ],
  },
  {
    code: 'C3073',
    word: '陶瓷',
    weight: 5,
    jobs: [
      job('窑炉工', '窑炉巡检与温度记录', 6000, 8500),
      job('压机工', '操作压机成型', 5800, 8000),
      inspector,
    ],
  },
  {
    code: 'C2929',
    word: '塑料制品',
    weight: 7,
    jobs: [job('注塑工', '操作注塑机，修整毛边', 5000, 7000), operator, packerByHour],
  },
  {
    code: 'C1495',
    word: '食品',
    weight: 6,
    jobs: [job('配料员', '按配方称量投料', 5000, 6500), packer, packerByHour],
  },
  {
    code: 'C1751',
    word: '纺织',
    weight: 6,
    jobs: [
      job('挡车工', '看管织机，处理断头', 5500, 7800),
      job('验布工', '坯布检验与打卷', 4800, 6300),
      storekeeper,
    ],
  },
  {
    code: 'C3670',
    word: '汽车零部件',
    weight: 6,
    jobs: [job('机加工', '操作加工中心', 6500, 9200), operator, inspector],
  },
  {
    code: 'G5990',
    word: '供应链管理',
    weight: 5,
    jobs: [
      job('叉车司机', '仓内叉车作业，须持证', 6000, 8500),
      job('分拣员', '快件分拣与装卸', 200, 280, 'DAY'),
      storekeeper,
    ],
  },
  {
    code: 'E5011',
    word: '建筑装饰工程',
    weight: 4,
    jobs: [
      job('泥瓦工', '墙地砖铺贴', 320, 450, 'DAY'),
      job('水电安装工', '水电管线敷设', 300, 420, 'DAY'),
      job('小工', '搬运与清理', 200, 260, 'DAY'),
    ],
  },
  {
    code: 'H6210',
    word: '餐饮管理',
    weight: 4,
    jobs: [job('服务员', '餐前准备、点单、上菜', 4200, 5500), job('厨房帮工', '洗切配菜与清洁', 4200, 5500)],
  },
  {
    code: 'O8010',
    word: '家政服务',
    weight: 3,
    jobs: [job('月嫂', '产妇与新生儿护理，须持证', 8000, 13000), job('保洁员', '日常保洁', 25, 35, 'HOUR')],
  },
];

/** What applicants need. Nothing here asks for sex, origin or belief: postings may not. */
export const conditions = [
  '年满 18 周岁，身体健康，服从安排；包住，餐补，缴纳社会保险。',
  '年满 18 周岁，有无经验均可，岗前培训；提供宿舍，夫妻房可申请。',
  '能适应两班倒；包吃住，缴纳五险，满月有全勤奖。',
  '有同岗位经验者优先；长白班，月休四天，加班另计。',
  '持相应操作证上岗；提供食宿，报销返岗车票。',
  '能吃苦耐劳；签订劳动合同，次月 15 日发放工资。',
];
