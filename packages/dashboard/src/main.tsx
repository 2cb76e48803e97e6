import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { takeTokenFromAddress } from './api/session.ts';
import { createQueryClient } from './query-client.ts';
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
// The router reads the address when it is made; the token must be gone by then.
const { router } = await import('./router.ts');

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element "root"');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={createQueryClient()}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
