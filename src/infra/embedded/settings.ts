/**
 * Settings for a small machine (two cores shared with Node, a few hundred megabytes to spare) and data that mostly
 * fits in memory. Returned as arguments, so that an upgrade of this file takes effect at the next start.
 */
export function serverSettings(port: number, volatile: boolean): string[] {
  const settings: Record<string, string | number> = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    timezone: 'UTC',
    log_timezone: 'UTC',

    shared_buffers: '256MB',
    effective_cache_size: '1GB',
    maintenance_work_mem: '128MB',
    work_mem: '16MB',
    random_page_cost: 1.1,
    // Short queries gain nothing from either, and in a container parallel ones can exhaust a 64 MB /dev/shm.
    jit: 'off',
    max_parallel_workers_per_gather: 0,
    // Nobody replicates from here, so bulk loads need not be logged twice.
    wal_level: 'minimal',
    max_wal_senders: 0,

    // Starts, stops and fatal errors only: failed statements would carry personal data into the log.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_checkpoints: 'off',
    ...(volatile && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
