import { action, openPage, type PageRoute, page } from '../../kit/page.ts';
import { showCatalogue, showMarketplace } from './list.tsx';
import { showOffer, submitActivation } from './show.tsx';

export const marketplaceRoutes: PageRoute[] = [
  page('/marketplace', 'customers', showMarketplace),
  openPage('/marketplace/integrations', showCatalogue),
  page('/marketplace/integrations/:id', 'customers', showOffer),
  action('/marketplace/integrations/:id/activations', 'marketplace:write', submitActivation),
];
