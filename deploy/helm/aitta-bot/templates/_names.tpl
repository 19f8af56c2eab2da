{{- define "aitta-bot.name" -}}
{{- if contains "aitta-bot" .Release.Name -}}{{ .Release.Name | trunc 53 | trimSuffix "-" }}{{- else -}}{{ printf "%s-aitta-bot" .Release.Name | trunc 53 | trimSuffix "-" }}{{- end -}}
{{- end }}

{{- define "aitta-bot.selector" -}}
app.kubernetes.io/name: aitta-bot
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end }}

{{- define "aitta-bot.labels" -}}
{{ include "aitta-bot.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | quote }}
{{- end }}

{{- define "aitta-bot.secret" -}}
{{ .Values.secret.existing | default (include "aitta-bot.name" .) }}
{{- end }}

{{- define "aitta-bot.image" -}}
{{- if .Values.image.digest -}}{{ .Values.image.repository }}@{{ .Values.image.digest }}{{- else -}}{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}{{- end -}}
{{- end }}

{{- /* Every secret but the access token, which is mounted as a file. */}}
{{- define "aitta-bot.secretNames" -}}
["AITTA_API_KEY", "OPENAI_API_KEY", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_CLIENT_SECRET", "SLACK_STATE_SECRET", "DISCORD_TOKEN", "WEB_TOKEN", "STORE_PASSWORD", "STORE_KEY", "OTEL_EXPORTER_OTLP_HEADERS"{{ if .Values.postgres }}, "STORE_URL"{{ end }}]
{{- end }}
