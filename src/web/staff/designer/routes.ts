import { action, type PageRoute, page } from '../../kit/page.ts';
import { showChanges, submitRedo, submitUndo } from './changes.tsx';
import {
  showNewConfigPage,
  submitConfigElements,
  submitConfigPage,
  submitConfigPageMove,
  submitConfigPageRemoval,
  submitNewConfigPage,
} from './config-pages.tsx';
import { showConfigPreview, submitConfigPreview } from './config-preview.tsx';
import {
  showNewFlow,
  submitFlowCopy,
  submitFlowDetails,
  submitFlowMove,
  submitFlowRemoval,
  submitNewFlow,
} from './flows.tsx';
import { showNewStep, submitNewStep } from './new-step.tsx';
import { showParts, submitParts } from './parts.tsx';
import { showPaste, submitPaste } from './paste.tsx';
import { showReferences } from './references.tsx';
import {
  submitStepActivation,
  submitStepCopy,
  submitStepDetails,
  submitStepMove,
  submitStepRemoval,
  submitStepVersion,
} from './steps.ts';
import { showNewVariable, submitNewVariable, submitVariable, submitVariableRemoval } from './variables.tsx';
import { showYaml, submitYaml } from './yaml.tsx';

export const designerRoutes: PageRoute[] = [
  page('/integrations/:id/steps/new', 'integrations:write', showNewStep),
  action('/integrations/:id/steps', 'integrations:write', submitNewStep),
  page('/integrations/:id/steps/paste', 'integrations:write', showPaste),
  action('/integrations/:id/steps/pasted', 'integrations:write', submitPaste),
  action('/integrations/:id/steps/details', 'integrations:write', submitStepDetails),
  action('/integrations/:id/steps/moves', 'integrations:write', submitStepMove),
  action('/integrations/:id/steps/copies', 'integrations:write', submitStepCopy),
  action('/integrations/:id/steps/activation', 'integrations:write', submitStepActivation),
  action('/integrations/:id/steps/version', 'integrations:write', submitStepVersion),
  action('/integrations/:id/steps/removal', 'integrations:write', submitStepRemoval),
  page('/integrations/:id/flows/new', 'integrations:write', showNewFlow),
  action('/integrations/:id/flows', 'integrations:write', submitNewFlow),
  action('/integrations/:id/flows/details', 'integrations:write', submitFlowDetails),
  action('/integrations/:id/flows/moves', 'integrations:write', submitFlowMove),
  action('/integrations/:id/flows/copies', 'integrations:write', submitFlowCopy),
  action('/integrations/:id/flows/removal', 'integrations:write', submitFlowRemoval),
  page('/integrations/:id/configuration/preview', 'integrations:read', showConfigPreview),
  action('/integrations/:id/configuration/preview', 'test-runs:write', submitConfigPreview),
  page('/integrations/:id/variables/new', 'integrations:write', showNewVariable),
  action('/integrations/:id/variables', 'integrations:write', submitNewVariable),
  action('/integrations/:id/variables/details', 'integrations:write', submitVariable),
  action('/integrations/:id/variables/removal', 'integrations:write', submitVariableRemoval),
  page('/integrations/:id/config-pages/new', 'integrations:write', showNewConfigPage),
  action('/integrations/:id/config-pages', 'integrations:write', submitNewConfigPage),
  action('/integrations/:id/config-pages/details', 'integrations:write', submitConfigPage),
  action('/integrations/:id/config-pages/moves', 'integrations:write', submitConfigPageMove),
  action('/integrations/:id/config-pages/removal', 'integrations:write', submitConfigPageRemoval),
  action('/integrations/:id/config-pages/elements', 'integrations:write', submitConfigElements),
  page('/integrations/:id/parts', 'integrations:write', showParts),
  action('/integrations/:id/parts', 'integrations:write', submitParts),
  page('/integrations/:id/references', 'integrations:write', showReferences),
  page('/integrations/:id/changes', 'integrations:read', showChanges),
  action('/integrations/:id/undo', 'integrations:write', submitUndo),
  action('/integrations/:id/redo', 'integrations:write', submitRedo),
  page('/integrations/:id/yaml', 'integrations:write', showYaml),
  action('/integrations/:id/yaml', 'integrations:write', submitYaml),
];
