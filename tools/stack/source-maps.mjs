import * as module from 'node:module';

// Stacks name lines of our TypeScript; of what npm brought they name those that run. Before Node 22.14 it is all or nothing.
if (module.setSourceMapsSupport) module.setSourceMapsSupport(true, { nodeModules: false });
else process.setSourceMapsEnabled(true);
