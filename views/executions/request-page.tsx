import { links } from '../../src/lib/links.ts';
import type { Frame } from '../kit/frame.ts';
import { StaffLayout } from '../kit/layout.tsx';
import { Breadcrumb, PageHead } from '../kit/page-head.tsx';
import { RequestNotKept, RequestParts, type ShownCall } from './request.tsx';

type RequestPageProps = { frame: Frame; id: string; call: ShownCall | undefined; path: string };

/** What called the flow, on a page of its own. */
export function RequestPage({ frame, id, call, path }: RequestPageProps) {
  return (
    <StaffLayout frame={frame} title="Request" section="executions">
      <Breadcrumb
        items={[
          { href: links.executions(), label: 'Executions' },
          { href: links.execution(id), label: id },
        ]}
        here="Request"
      />
      <PageHead title="Request" />
      <div>
        <h2 class="sr-only">As it came</h2>
        {call ? <RequestParts id={id} call={call} path={path} /> : <RequestNotKept />}
      </div>
    </StaffLayout>
  );
}
