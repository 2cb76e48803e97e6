import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router';
import { parseAuditSearch } from './format/audit-filter.ts';
import { AuditPage } from './pages/audit-page.tsx';
import { BrokenPage } from './pages/broken-page.tsx';
import { NotFoundPage } from './pages/not-found-page.tsx';
import { RegistriesPage } from './pages/registries-page.tsx';
import { RegistryPage } from './pages/registry-page.tsx';
import { RunPage } from './pages/run-page.tsx';
import { Shell } from './parts/shell.tsx';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFoundPage });
const getParentRoute = () => root;

const routeTree = root.addChildren([
  createRoute({ getParentRoute, path: '/', component: RegistriesPage }),
  createRoute({ getParentRoute, path: '/registries/$registryId', component: RegistryPage }),
  createRoute({ getParentRoute, path: '/runs/$runId', component: RunPage }),
  createRoute({
    getParentRoute,
    path: '/audit',
    component: AuditPage,
    validateSearch: parseAuditSearch,
  }),
]);

/** The pages by their addresses. It reads the present address when it is made. */
export function createPageRouter() {
  return createRouter({
    routeTree,
    defaultErrorComponent: BrokenPage,
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createPageRouter>;
  }
}
