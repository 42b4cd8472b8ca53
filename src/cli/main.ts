#!/usr/bin/env node
import { runProgram } from './program.ts';
import { thisWorld } from './world.ts';

// The only place that sets it; whatever still runs then may end in its own time.
process.exitCode = await runProgram(process.argv.slice(2), thisWorld());
