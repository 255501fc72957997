import { valueAt } from '../../lib/records.ts';
import { recordsIn, textOf } from '../kit/answers.ts';
import { plain, secret } from '../kit/connections.ts';
import { connector } from '../kit/connector.ts';
import { agents } from './agents.ts';
import { classifyAndBranch } from './classify.ts';
import { models } from './models.ts';
import { runs } from './runs.ts';
import { service } from './service.ts';
import { toolFlowTrigger } from './tool-flow-trigger.ts';

export const openai = connector(
  {
    key: 'openai',
    label: 'OpenAI',
    description: 'Has models of OpenAI answer, sort and act.',
    category: 'AI',
  },
  () => ({
    service,
    connections: [
      {
        key: 'openAiApiKey',
        label: 'API key',
        comments: 'An API key of OpenAI.',
        inputs: [
          secret('apiKey', 'API key', 'The key as OpenAI has shown it.'),
          plain('organization', 'Organization', 'The ID of the organization, for those who are in several.', {
            required: false,
            example: 'org-abc123',
          }),
        ],
      },
    ],
    actions: [...models(), ...runs()],
    others: [...agents(), classifyAndBranch],
    sources: [
      {
        key: 'selectModel',
        label: 'Models',
        description: 'Offers the models that the key may use.',
        request: 'GET /models',
        result: (data) => recordsIn(valueAt(data, 'data')).map(({ id }) => textOf(id)),
      },
    ],
    triggers: [toolFlowTrigger],
    check: {
      path: '/models',
      who: (data) => `a project with ${recordsIn(valueAt(data, 'data')).length} models`,
    },
  }),
);
