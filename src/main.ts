import { readConfig } from './config/config.ts';
import { createLogger } from './infra/logger.ts';
import { startService } from './service.ts';

const resources = new AsyncDisposableStack();
let stopped: Promise<void> | undefined;

/** Lets what is under way finish, then ends everything. */
function stop(): Promise<void> {
  stopped ??= resources.disposeAsync();
  return stopped;
}

// Ctrl-C comes twice, from the terminal and passed on by npm: the second must not cut the first one short.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
}

try {
  const config = readConfig(process.env);
  const progress = (message: string) => process.stdout.write(`${message}\n`);
  const logger = createLogger(config.logLevel);
  // What Node itself prints of an error may quote anybody's data; the logger cuts it down.
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (err) => {
      logger.fatal({ err }, 'fault');
      stop().finally(() => process.exit(1));
    });
  }
  await startService({ config, logger, progress, resources });
} catch (error) {
  if (!stopped) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    await stop().catch(() => {});
    process.exit(1);
  }
}
