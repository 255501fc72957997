import { links } from '../../src/lib/links.ts';
import type { JsonStart } from '../../src/lib/ui/json-nodes.ts';
import type { Frame } from '../kit/frame.ts';
import { JsonMembers, JsonTree } from '../kit/json-tree.tsx';
import { StaffLayout } from '../kit/layout.tsx';
import { Breadcrumb, PageHead } from '../kit/page-head.tsx';

export type ValueNode = Required<JsonStart> & {
  value: unknown;
  /** The address of the rest; `at` and `from` are put behind it. */
  more: string;
};

const LIMITS = { depth: 2, breadth: 100, members: 300, text: 100_000 };

/** The members of a node, to take the place of "… 40 more". */
export function ValueMembers(node: ValueNode) {
  return <JsonMembers {...node} limits={LIMITS} open={1} />;
}

type ValuePageProps = { frame: Frame; id: string; back: string; title: string; node: ValueNode };

/** A part of a large value on a page of its own, for those without scripts. */
export function ValuePage({ frame, id, back, title, node }: ValuePageProps) {
  return (
    <StaffLayout frame={frame} title={title} section="executions">
      <Breadcrumb
        items={[
          { href: links.executions(), label: 'Executions' },
          { href: back, label: id },
        ]}
        here={title}
      />
      <PageHead title={title} note={node.path === '' ? undefined : <span class="mono">{node.path}</span>} />
      <JsonTree {...node} limits={LIMITS} open={1} />
    </StaffLayout>
  );
}
