import { otherDeliveries } from './testing/other-deliveries.ts';

otherDeliveries('first');
