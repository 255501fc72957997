import { action, type PageRoute, page } from '../../kit/page.ts';
import { showChanges, submitRedo, submitUndo } from './changes.tsx';
import {
  showNewFlow,
  submitFlowCopy,
  submitFlowDetails,
  submitFlowMove,
  submitFlowRemoval,
  submitNewFlow,
} from './flows.tsx';
import { showNewStep, submitNewStep } from './new-step.tsx';
import { showPaste, submitPaste } from './paste.tsx';
import { submitStepCopy, submitStepDetails, submitStepMove, submitStepRemoval } from './steps.ts';
import { showYaml, submitYaml } from './yaml.tsx';

export const designerRoutes: PageRoute[] = [
  page('/integrations/:id/steps/new', 'integrations:write', showNewStep),
  action('/integrations/:id/steps', 'integrations:write', submitNewStep),
  page('/integrations/:id/steps/paste', 'integrations:write', showPaste),
  action('/integrations/:id/steps/pasted', 'integrations:write', submitPaste),
  action('/integrations/:id/steps/details', 'integrations:write', submitStepDetails),
  action('/integrations/:id/steps/moves', 'integrations:write', submitStepMove),
  action('/integrations/:id/steps/copies', 'integrations:write', submitStepCopy),
  action('/integrations/:id/steps/removal', 'integrations:write', submitStepRemoval),
  page('/integrations/:id/flows/new', 'integrations:write', showNewFlow),
  action('/integrations/:id/flows', 'integrations:write', submitNewFlow),
  action('/integrations/:id/flows/details', 'integrations:write', submitFlowDetails),
  action('/integrations/:id/flows/moves', 'integrations:write', submitFlowMove),
  action('/integrations/:id/flows/copies', 'integrations:write', submitFlowCopy),
  action('/integrations/:id/flows/removal', 'integrations:write', submitFlowRemoval),
  page('/integrations/:id/changes', 'integrations:read', showChanges),
  action('/integrations/:id/undo', 'integrations:write', submitUndo),
  action('/integrations/:id/redo', 'integrations:write', submitRedo),
  page('/integrations/:id/yaml', 'integrations:write', showYaml),
  action('/integrations/:id/yaml', 'integrations:write', submitYaml),
];
