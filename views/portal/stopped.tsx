import { links } from '../../src/lib/links.ts';
import type { Notice } from '../../src/models/notices.ts';
import { Banner } from '../kit/banner.tsx';
import type { Frame } from '../kit/frame.ts';

export type Stopped = Pick<Notice, 'kind' | 'subjectId' | 'name'>;

/** What has stopped working, each with the way to what helps. */
export function StoppedBanners({ frame, stopped }: { frame: Frame; stopped: Stopped[] }) {
  return (
    <>
      {stopped.map(({ kind, subjectId, name }) =>
        kind === 'instance' ? (
          <Banner tone="warn" action={<a href={links.marketplaceOwn(subjectId)}>Look</a>}>
            {name} has not worked the last times.
          </Banner>
        ) : (
          <Banner
            tone="warn"
            action={
              frame.viewer?.may('connections:read') ? (
                <a href={links.marketplaceConnections()}>Connect again</a>
              ) : undefined
            }
          >
            {name} has to be connected again: until then what needs it does not work.
          </Banner>
        ),
      )}
    </>
  );
}
