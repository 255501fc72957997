import { links } from '../../src/lib/links.ts';
import type { Notice } from '../../src/models/notices.ts';
import { Banner } from '../kit/banner.tsx';
import type { Frame } from '../kit/frame.ts';

export type Stopped = Pick<Notice, 'kind' | 'subjectId' | 'name' | 'owner'>;

/** What has stopped working, each with the way to what helps. */
export function StoppedBanners({ frame, stopped }: { frame: Frame; stopped: Stopped[] }) {
  return (
    <>
      {stopped.map((each) => (
        <StoppedBanner frame={frame} stopped={each} />
      ))}
    </>
  );
}

function StoppedBanner({ frame, stopped }: { frame: Frame; stopped: Stopped }) {
  const { kind, subjectId, name, owner } = stopped;
  if (kind === 'instance')
    return (
      <Banner tone="warn" action={<a href={links.marketplaceOwn(subjectId)}>Look</a>}>
        {name} has not worked the last times.
      </Banner>
    );
  if (owner) {
    const { instance } = owner;
    const path = instance ? links.marketplaceOwnAnswers(instance.id) : links.marketplaceOwnConnections();
    return (
      <Banner tone="warn" action={<a href={path}>Connect again</a>}>
        Your account {name} has to be connected again: until then {instance?.name ?? 'what needs it'} does
        nothing for you.
      </Banner>
    );
  }
  const mayConnect = frame.viewer?.may('connections:read');
  return (
    <Banner
      tone="warn"
      action={mayConnect ? <a href={links.marketplaceConnections()}>Connect again</a> : undefined}
    >
      {name} has to be connected again: until then what needs it does not work.
    </Banner>
  );
}
