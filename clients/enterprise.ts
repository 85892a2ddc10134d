import { type Api, made, newKey } from './api.ts';
import { FindEnterprise, RegisterEnterprise } from './generated.ts';

/** The enterprise of this credit code. Whoever deals with it first registers it, for everybody. */
export async function enterpriseOf(api: Api, creditCode: string, name: string, regionCode: string) {
  const { enterprises } = await api.ask(FindEnterprise, { search: creditCode });
  const [known] = enterprises.edges;
  if (known) return known.node;
  const input = { idempotencyKey: newKey(), creditCode, name, regionCode };
  const { enterprise } = made((await api.ask(RegisterEnterprise, { input })).registerEnterprise);
  if (!enterprise) throw new Error('registered, and yet there is no enterprise');
  return enterprise;
}
