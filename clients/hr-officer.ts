/**
 * 协作省人社部门：发布岗位；填错的字段按提示改正后重新提交。
 * An HR office where the work is: posts jobs, mends what was wrong with one, and reads what it has published.
 */
import { made, newKey, Refused } from './api.ts';
import { day } from './day.ts';
import { enterpriseOf } from './enterprise.ts';
import { PostJob, PublishedPostings, type PublishedPostingsQuery, PublishJobPosting } from './generated.ts';
import { signIn } from './sign-in.ts';

const { api, viewer } = await signIn('sanshui.hr');
console.log(`${viewer.username}，${viewer.scope.name}`);

const enterprise = await enterpriseOf(api, '91440607MA52QWT83K', '佛山市三水区长青电子有限公司', '440607');

const input = {
  idempotencyKey: newKey(),
  enterpriseId: enterprise.id,
  title: '装配工',
  openings: 30,
  payMin: '5200',
  payMax: '6500',
  payUnit: 'MONTH',
  regionCode: viewer.scope.code,
  validThrough: day(-1),
  duties: '电子产品装配、检验。',
  conditions: '18 周岁以上，提供食宿。',
} as const;

/** Posts it; a day that has passed is put right, as a person would who reads the message beside the field. */
async function post() {
  try {
    return made((await api.ask(PostJob, { input })).postJob);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    for (const { field, message } of error.userErrors) console.log(`请改正 ${field?.join('.')}：${message}`);
    // The same key: nothing has been made under it yet.
    return made((await api.ask(PostJob, { input: { ...input, validThrough: day(30) } })).postJob);
  }
}

const { jobPosting } = await post();
if (!jobPosting) throw new Error('posted, and yet there is no posting');
const published = { id: jobPosting.id, expectedVersion: jobPosting.version };
made((await api.ask(PublishJobPosting, { input: published })).publishJobPosting);
console.log(`已发布 ${jobPosting.title}`);

// A list comes in pages: each says whether there is another one, and where it begins.
let count = 0;
for (let after: string | null = null, more = true; more; ) {
  const { jobPostings }: PublishedPostingsQuery = await api.ask(PublishedPostings, {
    first: 50,
    after,
    regionCode: viewer.scope.code,
  });
  count += jobPostings.edges.length;
  after = jobPostings.pageInfo.endCursor;
  more = jobPostings.pageInfo.hasNextPage;
}
console.log(`在招岗位 ${count} 个`);
