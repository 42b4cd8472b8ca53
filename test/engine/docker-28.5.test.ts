import { engineSuite } from './suite.ts';

engineSuite('docker-28.5');
