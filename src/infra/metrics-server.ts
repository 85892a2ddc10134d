import { type FastifyInstance, fastify } from 'fastify';
import type { Registry } from 'prom-client';

/** HTTP of its own for whoever watches the service: /metrics, and nothing else. */
export function createMetricsServer(registry: Registry): FastifyInstance {
  const http = fastify({ forceCloseConnections: true });
  http.get('/metrics', async (_request, reply) => {
    reply.header('content-type', registry.contentType);
    return registry.metrics();
  });
  return http;
}
