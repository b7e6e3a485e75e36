export { installDatagram } from './datagram.ts'
