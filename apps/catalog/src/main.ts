import { startService } from '@chowk/kit';
import { catalog } from './catalog.module.js';

await startService(catalog);
