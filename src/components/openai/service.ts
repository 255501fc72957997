import { bearer, fieldText } from '../kit/connections.ts';
import type { Service } from '../kit/service.ts';

export const API = 'https://api.openai.com/v1';

export const service: Service = {
  label: 'OpenAI',
  connectionKey: 'connection',
  connect: (connection) => bearer(connection.configVarKey, fieldText(connection, 'apiKey'), API),
  async sign({ request, connection }) {
    const organization = fieldText(connection, 'organization');
    if (organization !== '') request.headers.set('openai-organization', organization);
  },
};

/** Actions around agents call the input of the connection otherwise. */
export const agentService: Service = { ...service, connectionKey: 'openaiConnection' };
