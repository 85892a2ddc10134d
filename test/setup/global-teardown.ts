import { searchForLeaks } from './leak-search.ts';
import { stopServers } from './servers.ts';

/** Stops the servers, and looks at all that was said. */
export default async function globalTeardown(): Promise<void> {
  await stopServers();
  await searchForLeaks(process.env.TEST_EVIDENCE ?? '');
}
