{{/* The processes. `image` is the service whose image it is, `servedTo` who may ask it, `asks` whom it asks,
   `kafka` the user it is there, `seals` whether it signs what it keeps; the `door` is what the ingress leads to. */}}
{{- define "golden-thread.processes" -}}
projects: {image: projects, module: services.projects.app, database: projects, servedTo: [gateway, gateway-worker]}
projects-worker: {image: projects, module: services.projects.worker, database: projects, kafka: projects, seals: true}
training: {image: training, module: services.training.app, database: training, servedTo: [gateway, gateway-worker]}
training-worker: {image: training, module: services.training.worker, database: training, kafka: training, seals: true}
metrics: {image: metrics, module: services.metrics.app, database: metrics, servedTo: [gateway, gateway-worker]}
metrics-worker: {image: metrics, module: services.metrics.worker, database: metrics, kafka: metrics, seals: true}
gateway: {image: gateway, module: services.gateway.app, database: gateway, door: true, asks: [projects, training, metrics]}
gateway-worker: {image: gateway, module: services.gateway.worker, database: gateway, kafka: gateway, sends: true, asks: [projects, training, metrics]}
{{- end }}

{{- define "golden-thread.databases" -}}
[projects, training, metrics, gateway]
{{- end }}
{{- define "golden-thread.migrated" -}}
[projects, training, metrics, gateway]
{{- end }}

{{/* Labels that select, and those that tell. Called with (dict "root" $ "name" "projects-worker"). */}}
{{- define "golden-thread.selector" -}}
app.kubernetes.io/name: golden-thread
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .name }}
{{- end }}
{{- define "golden-thread.labels" -}}
{{ include "golden-thread.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end }}

{{- define "golden-thread.tag" -}}
{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}
{{- define "golden-thread.image" -}}
{{- $tag := include "golden-thread.tag" .root -}}
{{ .root.Values.image.repository }}/{{ .name }}{{ if hasPrefix "sha256:" $tag }}@{{ else }}:{{ end }}{{ $tag }}
{{- end }}

{{- define "golden-thread.bootstrap" -}}
{{- if .Values.kafka.strimzi.enabled -}}
{{ .Release.Name }}-kafka-bootstrap:9093
{{- else -}}
{{ required "kafka.bootstrapServers is needed, or kafka.strimzi.enabled" .Values.kafka.bootstrapServers }}
{{- end }}
{{- end }}
{{- define "golden-thread.caSecret" -}}
{{- if .Values.kafka.strimzi.enabled }}{{ .Release.Name }}-cluster-ca-cert{{ else }}{{ .Values.kafka.caSecret }}{{ end }}
{{- end }}
{{- define "golden-thread.postgresHost" -}}
{{- if .Values.postgres.cloudNativePG.enabled -}}
{{ .Release.Name }}-postgres-rw
{{- else -}}
{{ required "postgres.host is needed for postgres.setUp, or postgres.cloudNativePG.enabled" .Values.postgres.host }}
{{- end }}
{{- end }}

{{- define "golden-thread.onKafka" -}}
- {name: KAFKA_BOOTSTRAP_SERVERS, value: {{ include "golden-thread.bootstrap" . | quote }}}
- {name: KAFKA_SECURITY_PROTOCOL, value: {{ .Values.kafka.securityProtocol | quote }}}
- {name: KAFKA_PARTITIONS, value: {{ .Values.kafka.partitions | quote }}}
- {name: KAFKA_REPLICATION, value: {{ .Values.kafka.replication | quote }}}
{{- if include "golden-thread.caSecret" . }}
- {name: KAFKA_SSL_CAFILE, value: /run/trusted/ca.crt}
{{- end }}
{{- end }}

{{/* What every pod of ours is held to. */}}
{{- define "golden-thread.pod" -}}
serviceAccountName: {{ .Release.Name }}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 10001
  runAsGroup: 10001
  fsGroup: 10001
  seccompProfile: {type: RuntimeDefault}
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
{{- range . }}
  - name: {{ . }}
{{- end }}
{{- end }}
{{- end }}
{{- define "golden-thread.container" -}}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
{{- end }}

{{/* Secrets as files: (dict "root" $ "keys" (dict "file" "key of the Secret")). */}}
{{- define "golden-thread.volumes" -}}
- name: tmp
  emptyDir: {sizeLimit: 64Mi}
- name: secrets
  secret:
    secretName: {{ .root.Values.secret }}
    defaultMode: 0440
    items:
    {{- range $file, $key := .keys }}
      - {key: {{ $key }}, path: {{ $file }}}
    {{- end }}
{{- if and .kafka (include "golden-thread.caSecret" .root) }}
- name: trusted
  secret:
    secretName: {{ include "golden-thread.caSecret" .root }}
    defaultMode: 0440
    items: [{key: ca.crt, path: ca.crt}]
{{- end }}
{{- end }}
{{- define "golden-thread.mounts" -}}
- {name: tmp, mountPath: /tmp}
- {name: secrets, mountPath: /run/secrets, readOnly: true}
{{- if and .kafka (include "golden-thread.caSecret" .root) }}
- {name: trusted, mountPath: /run/trusted, readOnly: true}
{{- end }}
{{- end }}
