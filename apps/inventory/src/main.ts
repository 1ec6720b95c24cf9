import { startService } from '@chowk/kit';
import { inventory } from './inventory.module.js';

await startService(inventory);
