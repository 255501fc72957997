import { links } from '../../src/lib/links.ts';
import { JsonTree } from '../kit/json-tree.tsx';
import { type ShownValue, Value } from './value.tsx';

/** What called the flow, with secrets masked. */
export type ShownCall = {
  method: string;
  pathFragment: string;
  contentType: string;
  headers: Record<string, string>;
  queryParameters: Record<string, string | string[]>;
  body: ShownValue;
};

type RequestProps = {
  id: string;
  call: ShownCall;
  /** The reference to the trigger's results. */
  path: string;
};

export function RequestNotKept() {
  return <p class="muted">What called the flow is no longer kept.</p>;
}

/** The request as it came. */
export function RequestParts({ id, call, path }: RequestProps) {
  const { method, pathFragment, headers, queryParameters, body } = call;
  return (
    <div class="stack" id="request">
      <p>
        <span class="badge mono">{method}</span>{' '}
        {pathFragment === '' ? (
          <span class="muted">at the address itself</span>
        ) : (
          <span class="mono">{pathFragment}</span>
        )}
      </p>
      <Texts title="Query" texts={queryParameters} path={`${path}.queryParameters`} />
      <Texts title="Headers" texts={headers} path={`${path}.headers`} />
      <Value
        title="Body"
        shown={body}
        path={`${path}.body.data`}
        more={links.executionValue(id, undefined, 'request')}
        download={links.executionPayload(id, undefined, 'request')}
        none="There is none."
      />
    </div>
  );
}

function Texts({
  title,
  texts,
  path,
}: {
  title: string;
  texts: Record<string, string | string[]>;
  path: string;
}) {
  return (
    <section class="stack" aria-label={title}>
      <h3 class="muted small">{title}</h3>
      {Object.keys(texts).length === 0 ? (
        <p class="muted">There is none.</p>
      ) : (
        <JsonTree value={texts} path={path} />
      )}
    </section>
  );
}

/** A request that is large is read by itself as soon as the page is there; without scripts by its link. */
export function LargeRequest({ id }: { id: string }) {
  const address = links.executionRequest(id);
  return (
    <p id="request">
      <a href={address} hx-get={address} hx-trigger="load, click" hx-target="#request" hx-swap="outerHTML">
        Show this large request
      </a>
    </p>
  );
}
