#!/bin/sh
# Chooses where Kafka keeps its metadata, then hands over to the image's own start, which turns each variable KAFKA_X_Y
# into the setting x.y. KAFKA_MODE: `kraft` (with itself) or `zookeeper` (with the service of the profile `zookeeper`).
set -eu

mode=${KAFKA_MODE:-kraft}
unset KAFKA_MODE # or it would become a setting

case $mode in
  kraft)
    unset KAFKA_ZOOKEEPER_CONNECT
    export KAFKA_PROCESS_ROLES=broker,controller
    export KAFKA_NODE_ID=1
    export KAFKA_CONTROLLER_QUORUM_VOTERS=1@localhost:9093
    export KAFKA_CONTROLLER_LISTENER_NAMES=CONTROLLER
    export KAFKA_LISTENERS="$KAFKA_LISTENERS,CONTROLLER://localhost:9093"
    ;;
  zookeeper)
    unset KAFKA_PROCESS_ROLES
    export KAFKA_BROKER_ID=1
    export KAFKA_ZOOKEEPER_CONNECT="${KAFKA_ZOOKEEPER_CONNECT:-zookeeper:2181}"
    export KAFKA_CUB_ZK_TIMEOUT=120
    echo "Kafka keeps its metadata in $KAFKA_ZOOKEEPER_CONNECT. If that is not there, start with COMPOSE_PROFILES=zookeeper."
    ;;
  *)
    echo "KAFKA_MODE is '$mode'; expected kraft or zookeeper" >&2
    exit 2
    ;;
esac

# Each mode writes its own identity beside the data and refuses that of the other, so each has a folder.
export KAFKA_LOG_DIRS="/var/lib/kafka/data/$mode"

exec /etc/confluent/docker/run
