import { connector } from '../kit/connector.ts';
import { googleOauth, googleService } from '../kit/google.ts';
import { rows } from './rows.ts';
import { worksheets } from './worksheets.ts';

const SCOPE = 'https://www.googleapis.com/auth/spreadsheets';
const service = googleService(
  'Google Sheets',
  'connection',
  'https://sheets.googleapis.com/v4/spreadsheets',
  SCOPE,
);

export const googleSheets = connector(
  {
    key: 'google-sheets',
    label: 'Google Sheets',
    description: 'Reads and writes worksheets of Google spreadsheets.',
    category: 'Productivity',
  },
  () => ({ service, connections: [googleOauth(SCOPE)], actions: [...rows(), ...worksheets()] }),
);
