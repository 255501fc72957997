import { action, type PageRoute, page } from '../../kit/page.ts';
import { showRemoval, submitActivation, submitRemoval, submitRestoration } from './activation.tsx';
import { discardAnswers, showAnswers, startAnswers, submitAnswers, submitAnswersForm } from './answers.ts';
import { showConfiguration, submitConfiguration, submitConfigurationForm } from './configuration.tsx';
import { showDeploy, submitDeploy, submitDeployForm } from './deploy.tsx';
import { showKeys, submitKey, submitRevocation } from './endpoint-keys.tsx';
import { submitEventRuns } from './event-runs.ts';
import { showKeeping, submitKeeping } from './keeping.tsx';
import { submitLimits } from './limits.tsx';
import { showInstances } from './list.tsx';
import { showCursor, submitCursor } from './polling-cursor.tsx';
import { showInstance, streamInstance } from './show.tsx';
import { showStates, submitState, submitStateRemoval, submitStatesReset } from './states.tsx';
import { showVersion, submitUpgradeRemoval, submitVersion } from './version.tsx';

export const instanceRoutes: PageRoute[] = [
  page('/instances', 'instances:read', showInstances),
  page('/instances/new', 'instances:deploy', showDeploy),
  action('/instances', 'instances:deploy', submitDeploy),
  action('/instances/new/form', 'instances:deploy', submitDeployForm),
  page('/instances/:id', 'instances:read', showInstance),
  page('/instances/:id/stream', 'instances:read', streamInstance),
  page('/instances/:id/configuration', 'instances:write', showConfiguration),
  action('/instances/:id/configuration', 'instances:write', submitConfiguration),
  action('/instances/:id/configuration/form', 'instances:write', submitConfigurationForm),
  page('/instances/:id/answers', 'instances:write', startAnswers),
  action('/instances/:id/answers/discarding', 'instances:write', discardAnswers),
  page('/instances/:id/answers/:page', 'instances:write', showAnswers),
  action('/instances/:id/answers/:page', 'instances:write', submitAnswers),
  action('/instances/:id/answers/:page/form', 'instances:write', submitAnswersForm),
  page('/instances/:id/version', 'instances:deploy', showVersion),
  action('/instances/:id/version', 'instances:deploy', submitVersion),
  action('/instances/:id/upgrade/removal', 'instances:deploy', submitUpgradeRemoval),
  action('/instances/:id/limits', 'instances:write', submitLimits),
  action('/instances/:id/activation', 'instances:write', submitActivation),
  page('/instances/:id/removal', 'instances:remove', showRemoval),
  action('/instances/:id/removal', 'instances:remove', submitRemoval),
  page('/instances/:id/keeping', 'instances:deploy', showKeeping),
  action('/instances/:id/keeping', 'instances:deploy', submitKeeping),
  page('/instances/:id/states', 'instances:deploy', showStates),
  action('/instances/:id/states', 'instances:deploy', submitState),
  action('/instances/:id/states/removal', 'instances:deploy', submitStateRemoval),
  action('/instances/:id/states/reset', 'instances:deploy', submitStatesReset),
  action('/instances/:id/restoration', 'instances:remove', submitRestoration),
  page('/instances/:id/endpoint-keys', 'instances:write', showKeys),
  action('/instances/:id/endpoint-keys', 'instances:write', submitKey),
  action('/instances/:id/endpoint-keys/revocation', 'instances:write', submitRevocation),
  page('/instances/:id/polling-cursor', 'instances:write', showCursor),
  action('/instances/:id/polling-cursor', 'instances:write', submitCursor),
  action('/instances/:id/event-runs', 'instances:deploy', submitEventRuns),
];
