import pg from 'pg';
import { inTransaction, maintenance } from '../../src/infra/db/owner.ts';

export const MILLION = 1_000_000;

/**
 * Fills an empty database with a million enterprises as a province meets them: in twenty cities, half of them named
 * after their city, with marks, trades and forms as frequent as they are, and credit codes of their region. The
 * indexes of the search are built afterwards, which takes a third of the time.
 */
export async function loadMillionEnterprises(ownerUrl: string): Promise<void> {
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    const { rows } = await owner.query<{ name: string; definition: string }>(
      `SELECT indexname AS name, indexdef AS definition FROM pg_indexes
        WHERE indexname IN ('enterprise_fragment', 'enterprise_scattered', 'enterprise_region')`,
    );
    await maintenance(owner, async () => {
      for (const { name } of rows) await owner.query(`DROP INDEX ${name}`);
      await owner.query(INSERT_ENTERPRISES, [MILLION]);
    });
    await inTransaction(owner, async () => {
      await owner.query("SET LOCAL maintenance_work_mem = '512MB'");
      for (const { definition } of rows) await owner.query(definition);
    });
    await owner.query('ANALYZE enterprise');
  } finally {
    await owner.end();
  }
}

const list = (words: string) => `ARRAY['${words.split(' ').join("', '")}']`;

const regions = list(
  '440607 440306 440305 440106 440104 441900 442000 330206 330106 330282 ' +
    '320505 320583 350203 350582 310115 500112 420106 430104 370202 110108',
);
const places = list(
  '佛山市三水区 深圳市宝安区 深圳市 广州市天河区 广州市 东莞市 中山市 宁波市北仑区 杭州市西湖区 慈溪市 ' +
    '苏州市 昆山市 厦门市 晋江市 上海市浦东新区 重庆市渝北区 武汉市 长沙市 青岛市 北京市海淀区',
);
const trades = list(
  '电子 电子科技 制衣 机械 五金 塑胶 家具 纺织 食品 物流 餐饮管理 建筑工程 玩具 鞋业 包装 印刷 化工 汽车配件 光电科技 信息技术',
);
const forms = list(
  '有限公司 有限公司 有限公司 有限公司 有限公司 有限公司 有限公司 实业有限公司 股份有限公司 厂',
);
const marks =
  '恒华鑫德嘉瑞宏盛金永新东南联海天力凯正百福万泰安信立腾创佳伟利顺亿博锦荣高科明达源隆诚丰通兴昌辉成业美雅捷越';

const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';

const pick = (words: string, of: string) => `(${words})[1 + ${of} % array_length(${words}, 1)]`;
const mark = (of: string) => `substr('${marks}', 1 + ${of} % ${marks.length}, 1)`;

/** Six digits for a serial number, scattered and yet different for each: the factor has no divisor in common with 31. */
const digit = (i: number) =>
  `substr('${alphabet}', 1 + (serial::bigint * 514229857 % ${31 ** 6} / ${31 ** i} % 31)::integer, 1)`;
const bits = (name: string, i: number) => `((hash >> ${i * 10}) & 1023)::integer AS ${name}`;

/** $1: how many. Every number of a name comes from the hash of its serial number, so every load makes the same. */
export const INSERT_ENTERPRISES = `
  INSERT INTO enterprise (id, credit_code, name, region_code, created_at)
  SELECT uuidv7(), '91' || ${pick(regions, 'place')} || 'MA' || ${[0, 1, 2, 3, 4, 5].map(digit).join(' || ')} || last % 10 || check_character,
         CASE WHEN last % 2 = 0 THEN ${pick(places, 'place')} ELSE '' END
           || ${mark('first')} || ${mark('second')} || ${pick(trades, 'trade')} || ${pick(forms, 'form')},
         ${pick(regions, 'place')}, now()
    FROM (SELECT serial, ${['place', 'first', 'second', 'trade', 'form', 'last'].map(bits).join(', ')},
                 substr('${alphabet}', 1 + (hash % 31)::integer, 1) AS check_character
            FROM (SELECT serial, abs(hashint8extended(serial, 0)) AS hash
                    FROM generate_series(1, $1::integer) AS serial) s) h`;
