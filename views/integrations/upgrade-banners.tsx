import { plural } from '../../src/lib/format.ts';
import { links } from '../../src/lib/links.ts';
import { Banner } from '../kit/banner.tsx';
import { Button } from '../kit/button.tsx';
import { Csrf } from '../kit/csrf.tsx';
import type { Frame } from '../kit/frame.ts';

/** That instances can move to a newer version, and what some are asked for then. */
export type Upgrade = {
  target: number;
  /** `4`, `99+`. */
  count: string;
  questions: { version: number; keys: string[] }[];
};

/** What an upgrade has done. */
export type Upgraded = { count: number; waiting: number; target: number };

type UpgradeBannerProps = { frame: Frame; id: string; upgrade: Upgrade };

export function UpgradeBanner({ frame, id, upgrade: { target, count, questions } }: UpgradeBannerProps) {
  const all = frame.viewer?.may('instances:deploy') ? (
    <form method="post" action={links.integrationUpgrades(id)}>
      <Csrf token={frame.csrf} />
      <Button name="all" value="on">
        {count === '1' ? 'Upgrade it' : 'Upgrade all'}
      </Button>
    </form>
  ) : undefined;
  return (
    <Banner tone="brand" icon="circle-arrow-up" action={all}>
      <strong>
        {count} {count === '1' ? 'instance' : 'instances'} can move to v{target}.
      </strong>{' '}
      {questions.length === 0 ? 'Nothing else is asked for.' : questions.map(asked).join(' ')}
    </Banner>
  );
}

function asked({ version, keys }: Upgrade['questions'][number]): string {
  const shown = keys.slice(0, 3).join(', ');
  const more = keys.length > 3 ? ` and ${keys.length - 3} more` : '';
  return `Those on v${version} then need ${shown}${more} before they run again.`;
}

/** What the address says of it: once, not again after a reload. */
const ADDRESS = 'upgraded waiting to';

export function UpgradedBanner({
  id,
  upgraded: { count, waiting, target },
}: {
  id: string;
  upgraded: Upgraded;
}) {
  if (count === 0) {
    return (
      <Banner tone="warn" data-said-by={ADDRESS}>
        Nothing was upgraded: choose instances on an older version first.
      </Banner>
    );
  }
  if (waiting === 0)
    return (
      <Banner tone="ok" data-said-by={ADDRESS}>
        {plural(count, 'instance')} on v{target} now.
      </Banner>
    );
  const complete = (
    <Button href={links.instances({ integration: id, state: 'needs_configuration' })}>
      Complete configuration
    </Button>
  );
  return (
    <Banner tone="warn" action={complete} data-said-by={ADDRESS}>
      <strong>
        {plural(count, 'instance')} on v{target} now.
      </strong>{' '}
      {waiting === 1 ? 'One needs' : `${waiting} need`} configuration before{' '}
      {waiting === 1 ? 'it runs' : 'they run'} again.
    </Banner>
  );
}
