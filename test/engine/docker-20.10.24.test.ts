import { engineSuite } from './suite.ts';

engineSuite('docker-20.10.24');
