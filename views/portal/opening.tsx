import { EmptyState } from '../kit/empty-state.tsx';
import type { Frame } from '../kit/frame.ts';
import { FramedLayout } from '../kit/layout.tsx';
import { Skeleton } from '../kit/skeleton.tsx';

/** What stands in a frame until the page around it has said who looks; the script of frames goes on from here. */
export function OpeningPage({ frame }: { frame: Frame }) {
  return (
    <FramedLayout frame={frame} title="Opening" nav={[]}>
      <div class="stack" data-opening="">
        <h1 class="sr-only">Opening</h1>
        <Skeleton label="Opening" lines={6} />
      </div>
      <div data-unopened="" hidden>
        <EmptyState title="This could not be opened">
          <p data-reason="">
            It waits for the page around it to say who you are. Load that page again, or sign in there.
          </p>
        </EmptyState>
      </div>
    </FramedLayout>
  );
}
