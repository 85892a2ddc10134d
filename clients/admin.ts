/**
 * 平台管理员：查看一个省的站点。
 * The platform's administrator: the stations of a province.
 */
import { Network } from './generated.ts';
import { signIn } from './sign-in.ts';

const { api, viewer } = await signIn('admin');
console.log(`${viewer.username}，${viewer.scope.name}`);

const { stations } = await api.ask(Network, { regionCode: '52' });
for (const { node } of stations.edges) console.log(`  ${node.tier} ${node.name}（${node.hostRegion.name}）`);
