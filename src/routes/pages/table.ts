import { accountPages } from './account.tsx';
import { goPages } from './go.tsx';
import { integrationConfiguration } from './integration-configuration.tsx';
import { integrationFlows } from './integration-flows.tsx';
import { integrationPages } from './integrations.tsx';
import { overviewPages } from './overview.tsx';
import type { PageRoute } from './page.ts';
import { samplePages } from './sample.tsx';
import { setUpPages } from './set-up.tsx';
import { settingsPages } from './settings.tsx';
import { signInPages } from './sign-in.tsx';
import { staffPages } from './staff.tsx';
import { systemPages } from './system.tsx';
import { tokensPages } from './tokens.tsx';

/** Every page and every form, by the noun that it belongs to. */
export const pageRoutes: PageRoute[] = [
  ...setUpPages,
  ...signInPages,
  ...accountPages,
  ...goPages,
  ...overviewPages,
  ...samplePages,
  ...integrationPages,
  ...integrationFlows,
  ...integrationConfiguration,
  ...settingsPages,
  ...staffPages,
  ...tokensPages,
  ...systemPages,
];
