import type { Context, Span } from '@opentelemetry/api';
import type { Settings } from './config.ts';
import { VERSION } from './version.ts';

type Facts = Record<string, string | number>;
type Call = { method?: string; headers?: Record<string, string> };
type Fetch<Init extends Call> = (url: string, init: Init) => Promise<Response>;

/** The span of a step, and of the calls that it makes. */
export type StepTrace = {
  /** The same call, with a span of its own and a `traceparent` that leads on from it. */
  traced<Init extends Call>(fetch: Fetch<Init>): Fetch<Init>;
  end(isOk: boolean): void;
};

/** The span of a run. */
export type RunTrace = {
  step(name: string, facts: Facts): StepTrace;
  /** @param outcome how it came to its end: a status, or that it waits or goes on elsewhere */
  end(outcome: string, isOk: boolean): void;
};

/** Spans of what runs, sent to a collector. They say names and ids: never values, addresses beyond the host, or errors' texts. */
export type Traces = {
  /** @param traceparent of the call that the run came of: then it is a part of the caller's trace */
  run(name: string, facts: Facts, traceparent: string | undefined): RunTrace;
  /** Sends what is left. */
  close(): Promise<void>;
};

/** Spans of W3C Trace Context, version 00. */
const TRACEPARENT = /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})/;

/**
 * Traces by OTLP over HTTP. The libraries are loaded here and nowhere else, so that nobody pays for them who has not set a
 * collector.
 * @returns undefined where no collector is set
 */
export async function openTraces(settings: Settings): Promise<Traces | undefined> {
  const { STEPWELL_OTLP_ENDPOINT: endpoint, STEPWELL_OTLP_HEADERS: headers = {} } = settings;
  if (endpoint === undefined) return undefined;
  const {
    context: contexts,
    SpanKind,
    SpanStatusCode,
    TraceFlags,
    trace,
  } = await import('@opentelemetry/api');
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
  const { resourceFromAttributes } = await import('@opentelemetry/resources');
  const { BasicTracerProvider, BatchSpanProcessor } = await import('@opentelemetry/sdk-trace-base');
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'stepwell', 'service.version': VERSION }),
    spanProcessors: [
      new BatchSpanProcessor(new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, headers })),
    ],
  });
  const tracer = provider.getTracer('stepwell', VERSION);
  const root = contexts.active();

  function parentOf(traceparent: string | undefined): Context {
    const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent ?? '') ?? [];
    if (traceId === undefined || spanId === undefined || flags === undefined) return root;
    const traceFlags = Number.parseInt(flags, 16) & TraceFlags.SAMPLED;
    return trace.setSpanContext(root, { traceId, spanId, traceFlags, isRemote: true });
  }

  function endOf(span: Span, isOk: boolean): void {
    if (!isOk) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  }

  async function call<Init extends Call>(
    within: Context,
    fetch: Fetch<Init>,
    url: string,
    init: Init,
  ): Promise<Response> {
    const method = (init.method ?? 'GET').toUpperCase();
    const attributes = { 'http.request.method': method, 'server.address': hostOf(url) };
    const span = tracer.startSpan(method, { kind: SpanKind.CLIENT, attributes }, within);
    const { traceId, spanId, traceFlags } = span.spanContext();
    const traceparent = `00-${traceId}-${spanId}-0${traceFlags & TraceFlags.SAMPLED}`;
    try {
      const response = await fetch(url, { ...init, headers: { traceparent, ...init.headers } });
      span.setAttribute('http.response.status_code', response.status);
      endOf(span, response.status < 400);
      return response;
    } catch (error) {
      endOf(span, false);
      throw error;
    }
  }

  return {
    run(name, facts, traceparent) {
      const kind = SpanKind.SERVER;
      const span = tracer.startSpan(name, { kind, attributes: facts }, parentOf(traceparent));
      const within = trace.setSpan(root, span);
      return {
        step(name, facts) {
          const step = tracer.startSpan(name, { attributes: facts }, within);
          const inStep = trace.setSpan(root, step);
          return {
            traced: (fetch) => (url, init) => call(inStep, fetch, url, init),
            end: (isOk) => endOf(step, isOk),
          };
        },
        end(outcome, isOk) {
          span.setAttribute('stepwell.execution.outcome', outcome);
          endOf(span, isOk);
        },
      };
    },
    close: () => provider.shutdown(),
  };
}

/** Without path and query: these may open doors. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : '';
}
