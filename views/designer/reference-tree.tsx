import type { ReferenceNode } from '../../src/definition/read/reference-tree.ts';
import { thousands } from '../../src/lib/format.ts';

type Branch = {
  node: ReferenceNode;
  /** The address of what is not shown yet; `at` and `from` are put behind it. */
  more: string;
};

type ReferenceTreeProps = Branch & {
  /** Too large to be read with the others: it is read when it is opened. */
  isLarge?: boolean | undefined;
};

/** What a result holds, to be taken from; `reference-picker.js` takes it into a field. */
export function ReferenceTree({ node, more, isLarge = false }: ReferenceTreeProps) {
  return (
    <ul class="json-tree">
      {isLarge ? (
        <li>
          <Leaf node={node} note="a large result" />
          <ul>
            <li>
              <Rest href={`${more}&at=&from=0`} text="what it holds" isAll />
            </li>
          </ul>
        </li>
      ) : (
        <Node node={node} more={more} isOpen />
      )}
    </ul>
  );
}

/** The members of a value alone, in the place of the link to them. */
export function ReferenceMembers({ node, more }: Branch) {
  const { members, size, next, at } = node;
  if (size === 0) return <Node node={node} more={more} />;
  return (
    <>
      {members.map((member) => (
        <Node node={member} more={more} />
      ))}
      {next < size ? (
        <li>
          <Rest
            href={`${more}&at=${encodeURIComponent(at)}&from=${next}`}
            text={`${thousands(size - next)} more`}
            isAll={members.length === 0}
          />
        </li>
      ) : null}
    </>
  );
}

function Node({ node, more, isOpen = false }: Branch & { isOpen?: boolean }) {
  const { key, path, type, text, size } = node;
  if (size === 0)
    return (
      <li>
        <Leaf node={node} />
      </li>
    );
  return (
    <li>
      <details open={isOpen}>
        <summary data-reference={path}>
          <b>{key}</b>{' '}
          <span class="muted">
            {type}, {text}
          </span>
        </summary>
        <ul>
          {path === undefined ? null : (
            <li>
              <button type="button" data-reference={path}>
                the whole {type}
              </button>
            </li>
          )}
          <ReferenceMembers node={node} more={more} />
        </ul>
      </details>
    </li>
  );
}

function Leaf({ node: { key, path, type, text }, note }: { node: ReferenceNode; note?: string }) {
  const shown = <b>{key}</b>;
  return (
    <>
      {path === undefined ? (
        shown
      ) : (
        <button type="button" data-reference={path} title={path}>
          {shown}
        </button>
      )}{' '}
      {note ?? (type === 'text' ? <q>{text}</q> : type === 'nothing' ? null : <var>{text}</var>)}{' '}
      <span class="muted">{path === undefined ? `${type}; no reference can say this key` : type}</span>
    </>
  );
}

/** Where it is all that there is, it is read when what it stands in is opened; without scripts by its link. */
function Rest({ href, text, isAll }: { href: string; text: string; isAll: boolean }) {
  return (
    <a
      href={href}
      hx-get={href}
      hx-trigger={isAll ? "click, toggle from:'closest details' once" : undefined}
      hx-target="closest li"
      hx-swap="outerHTML"
    >
      … {text}
    </a>
  );
}
