import { bytes, thousands } from '../../src/lib/format.ts';
import {
  type JsonLimits,
  type JsonMember,
  type JsonNode,
  type JsonStart,
  jsonNodes,
} from '../../src/lib/ui/json-nodes.ts';

/** Members of a list that stands open. */
const FEW = 20;

type JsonTreeProps = JsonStart & {
  value: unknown;
  /** The address of what is too much for a page; `at` and `from` of the rest are put behind its `?`. */
  more?: string | undefined;
  id?: string | undefined;
  limits?: JsonLimits | undefined;
  /** How many levels stand open, where they are not long. */
  open?: number | undefined;
};

/** A value as a tree to unfold, drawn by the server and cut to what a page can hold. */
export function JsonTree({ id, ...members }: JsonTreeProps) {
  return (
    <ul class="json-tree" id={id}>
      <JsonMembers {...members} />
    </ul>
  );
}

/** The members of a value alone: what takes the place of "… 40 more" in a tree. */
export function JsonMembers({
  value,
  path = '',
  at,
  from,
  more,
  limits,
  open = 2,
}: Omit<JsonTreeProps, 'id'>) {
  const node = jsonNodes(value, { path, at, from }, limits);
  if (node.kind === 'list' && node.size > 0) return <Members node={node} more={more} open={open} />;
  return (
    <li data-path={path}>
      <Leaf node={node} />
    </li>
  );
}

type List = Extract<JsonNode, { kind: 'list' }>;
type Rest = { more: string | undefined; open: number };

function Members({ node, more, open }: Rest & { node: List }) {
  return (
    <>
      {node.members.map((member) => (
        <Member member={member} more={more} open={open} />
      ))}
      {node.next < node.size ? (
        <li>
          <Left node={node} more={more} />
        </li>
      ) : null}
    </>
  );
}

function Member({ member, more, open }: Rest & { member: JsonMember }) {
  const { key, path, node } = member;
  if (node.kind !== 'list' || node.size === 0) {
    return (
      <li data-path={path}>
        <b>{key}</b> <Leaf node={node} />
      </li>
    );
  }
  return (
    <li data-path={path}>
      <details open={open > 0 && node.size <= FEW}>
        <summary>
          <b>{key}</b> {node.form === 'array' ? `[${thousands(node.size)}]` : `{${thousands(node.size)}}`}
        </summary>
        <ul>
          <Members node={node} more={more} open={open - 1} />
        </ul>
      </details>
    </li>
  );
}

function Leaf({ node }: { node: JsonNode }) {
  switch (node.kind) {
    case 'hidden':
      return <span class="badge">hidden</span>;
    case 'bytes':
      return <span class="badge">bytes, {bytes(node.size)}</span>;
    case 'plain':
      return <var>{node.text}</var>;
    case 'list':
      return <span class="muted">{node.form === 'array' ? '[]' : '{}'}</span>;
    case 'text':
      return (
        <>
          <q>{node.text}</q>
          {node.left > 0 ? <span class="muted"> … {thousands(node.left)} more characters</span> : null}
        </>
      );
  }
}

function Left({ node, more }: { node: List; more: string | undefined }) {
  const text = `… ${thousands(node.size - node.next)} more`;
  if (more === undefined) return <span class="muted">{text}</span>;
  const address = `${more}&at=${encodeURIComponent(node.at)}&from=${node.next}`;
  return (
    <a href={address} hx-get={address} hx-target="closest li" hx-swap="outerHTML">
      {text}
    </a>
  );
}
