import { run } from './run.ts';

/** `npm run migrate`: brings the database up to date and does nothing else; the service may be running meanwhile. */
await run(async ({ say }) => say('数据库已是最新 / The database is up to date.'));
