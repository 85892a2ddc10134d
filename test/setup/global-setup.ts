import { startServers, stopServers } from './servers.ts';

/** Starts what the tests need, once for all of them, and tells their processes where it is. */
export default async function globalSetup(): Promise<void> {
  const starting = startServers();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // Not `once`: Ctrl-C comes twice, from the terminal and passed on by npm.
    process.on(signal, () => void abandon(starting));
  }
  const urls = await starting;
  process.env.TEST_ADMIN_URL = urls.adminUrl;
  process.env.TEST_OWNER_URL = urls.ownerUrl;
  process.env.TEST_SERVICE_URL = urls.serviceUrl;
  process.env.TEST_REDIS_URL = urls.redisUrl;
}

/** An interrupted run stops its servers too. A half-started one can only be stopped once it has started. */
async function abandon(starting: Promise<unknown>): Promise<void> {
  await Promise.allSettled([starting]);
  await stopServers().finally(() => process.exit(1));
}
