import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { takeTokenFromAddress } from './api/session.ts';
import { createQueryClient } from './query-client.ts';
import { createPageRouter } from './router.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/control.css';
import './styles/table.css';
import './styles/cell.css';
import './styles/status.css';
import './styles/figures.css';
import './styles/panel.css';
import './styles/conflict.css';

takeTokenFromAddress();
// A link with a token that is opened where the dashboard already is loads nothing anew.
window.addEventListener('hashchange', takeTokenFromAddress);
// The router reads the address when it is made; the token is gone by then.
const router = createPageRouter();

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element "root"');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={createQueryClient()}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
